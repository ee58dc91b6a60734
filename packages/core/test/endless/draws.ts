import type { OracleWord } from '@gradium-kit/emulator'
import type { ProxyRule } from '@gradium-kit/fixtures/fault-proxy'
import * as fc from 'fast-check'
import { framesOf } from './scripts.ts'
import type { Stage } from './stage.ts'

/** What somebody says. `leastFrames`: from the start of a word to the next of its stream at least. */
export function drawnSpeech(seconds: number, leastFrames: number): fc.Arbitrary<OracleWord[]> {
  const pause = fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 6, arbitrary: fc.nat(4) },
    { weight: 2, arbitrary: fc.integer({ min: 8, max: 40 }) },
    { weight: 1, arbitrary: fc.integer({ min: 60, max: 150 }) },
  )
  const length = fc.integer({ min: 1, max: 12 })
  const word = fc.record({ pause, length, text: fc.constantFrom('no', 'no', 'yes', 'w') })
  const some = fc.array(word, { minLength: 1, maxLength: 24 })
  return fc
    .record({ first: some, second: some, isAlone: fc.boolean(), offset: fc.nat(30) })
    .map(({ first, second, isAlone, offset }) => {
      if (isAlone) return placed(first, 3, 0, seconds, leastFrames)
      const words = placed(first.map(brief), 3, 0, seconds, leastFrames)
      return words.concat(placed(second.map(brief), 3 + offset, 1, seconds, leastFrames))
    })
}

/** A word that is longer than the delay of the text is told after a short one that began later. */
function brief<Word extends { length: number }>(word: Word): Word {
  return { ...word, length: Math.min(word.length, 7) }
}

/** The words one after the other, again and again. */
function placed(
  some: readonly { pause: number; length: number; text: string }[],
  from: number,
  streamId: 0 | 1,
  seconds: number,
  leastFrames: number,
): OracleWord[] {
  const all: OracleWord[] = []
  for (let frame = from; ;) {
    const { pause, length, text } = some[all.length % some.length]!
    if (frame + length > framesOf(seconds)) return all
    // Nothing but its text says of which stream a word was.
    const name = `${text}${text === 'w' ? all.length : ''}${streamId === 0 ? '' : '’'}`
    all.push({ text: name, startFrame: frame, frameCount: length, streamId })
    frame += Math.max(length + pause, leastFrames)
  }
}

const lasting = ['stall', 'stall-down', 'refuse', 'slow', 'upgrade', '503'] as const
const brisk = ['rst', 'fin', '1001', '1011', '1012'] as const

/** Something that breaks, at a second. */
export interface Fault {
  atSeconds: number
  kind: (typeof lasting)[number] | (typeof brisk)[number]
  forSeconds: number
}

/** Faults that come while somebody speaks and do not outlast the audio that is kept. */
export function drawnFaults(seconds: number, most: number): fc.Arbitrary<Fault[]> {
  const fault = fc.record({
    atSeconds: fc.integer({ min: 5, max: seconds * 10 }).map((tenths) => tenths / 10),
    kind: fc.constantFrom(...brisk, ...lasting),
    forSeconds: fc.integer({ min: 1, max: 12 }),
  })
  return fc
    .array(fault, { maxLength: most })
    .map((faults) =>
      faults.filter(
        (each, index) =>
          isFair(each, seconds) && !(isLasting(each) && faults.slice(0, index).some(isLasting)),
      ),
    )
}

/** A link that goes dead while the last words are owed is an error of its own. */
function isFair({ kind, atSeconds }: Fault, seconds: number): boolean {
  return !kind.startsWith('stall') || atSeconds < seconds - 12
}

function isLasting({ kind }: Fault): boolean {
  return lasting.some((each) => each === kind)
}

/** Has faults happen. */
export function schedule({ proxy, at }: Stage, faults: readonly Fault[]): void {
  for (const { atSeconds, kind, forSeconds } of faults) {
    const breakAnew = (rule: ProxyRule): void => {
      proxy.setRules(rule)
      proxy.cutAll()
      at(atSeconds + forSeconds, () => proxy.setRules())
    }
    at(atSeconds, () => {
      switch (kind) {
        case 'rst':
        case 'fin':
          return proxy.cutAll(kind)
        case '1001':
        case '1011':
        case '1012':
          return proxy.cutAll({ closeCode: Number(kind) })
        case 'stall':
        case 'stall-down':
          for (const connection of proxy.connections) {
            connection.stall(kind === 'stall' ? undefined : 'down')
            // Its place with the service is free again some time later.
            at(atSeconds + 20, () => connection.cut())
          }
          return
        case 'refuse':
          return breakAnew({ refuse: true })
        case 'slow':
          return breakAnew({ latencyMs: 2 })
        case 'upgrade':
          return breakAnew({ down: { afterBytes: 20, how: 'fin' } })
        case '503':
          return breakAnew({ answer: { status: 503 } })
      }
    })
  }
}
