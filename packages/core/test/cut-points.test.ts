import type { FaultAction } from '@gradium-kit/emulator'
import { describe, expect, it } from 'vitest'
import { GradiumError, type Gradium } from '../src/index.node.ts'
import { collect, startTestService, voiceId } from './harness.ts'

type Operation = (
  gradium: Gradium,
  audio: Uint8Array,
) => { events?: AsyncIterable<unknown>; result: Promise<unknown> }

const operations: Record<string, Operation> = {
  'speech.stream': (gradium) => {
    const stream = gradium.speech.stream({ text: 'Cut me.', format: 'pcm_8000' })
    return { events: stream, result: stream.result }
  },
  'transcription.live': (gradium, audio) => {
    const live = gradium.transcription.live()
    live.send(audio)
    void live.flush()
    return { events: live, result: live.finish() }
  },
  'translation.live': (gradium, audio) => {
    const live = gradium.translation.live({ targetLanguage: 'en', outputFormat: 'pcm_8000' })
    live.send(audio)
    return { events: live, result: live.finish() }
  },
  'open()': (gradium) => {
    const request = gradium.open('speech', { setup: { voiceId, outputFormat: 'pcm_8000' } })
    request.send({ type: 'text', text: 'Cut me.' })
    request.send({ type: 'end-of-stream' })
    return { events: request, result: request.ended }
  },
  'speech.generate': (gradium) => ({
    result: gradium.speech.generate({ text: 'Cut me.', voiceId, format: 'pcm_8000' }),
  }),
}

const cuts: Record<string, { action: FaultAction; codes: string[] }> = {
  'a reset': { action: { kind: 'reset' }, codes: ['truncated', 'connection'] },
  'an end without a close frame': { action: { kind: 'fin' }, codes: ['truncated', 'connection'] },
  'a close with 1000': {
    action: { kind: 'close', code: 1000 },
    codes: ['truncated', 'connection'],
  },
  'a close with 1008': { action: { kind: 'close', code: 1008 }, codes: ['policy', 'truncated'] },
  'an error 1011': { action: { kind: 'error', code: 1011 }, codes: ['internal'] },
}

async function spoken(gradium: Gradium): Promise<Uint8Array> {
  const events = await collect(gradium.speech.stream({ text: 'Cut me.' }))
  return Buffer.concat(events.flatMap((event) => (event.type === 'audio' ? [event.audio] : [])))
}

/** How many messages the service sends when nothing goes wrong. */
async function messagesOf(operation: Operation, audio: Uint8Array): Promise<number> {
  await using service = await startTestService()
  const { events, result } = operation(service.gradium, audio)
  await Promise.all([drain(events), result])
  return service.emulator.journal.filter(
    (entry) => entry.kind === 'message' && entry.direction === 'out',
  ).length
}

/** Reads to the end; returns the error thrown, if any. */
async function drain(events: AsyncIterable<unknown> | undefined): Promise<unknown> {
  try {
    for await (const _event of events ?? []);
  } catch (error) {
    return error
  }
  return undefined
}

describe.each(Object.entries(operations))('%s', (name, operation) => {
  it.each(Object.entries(cuts))(
    'ends with one typed error after %s, wherever it comes',
    async (_cut, { action, codes }) => {
      const isHttp = name === 'speech.generate'
      await using service = await startTestService()
      const audio = await spoken(service.gradium)
      const total = await messagesOf(operation, audio)
      expect(total).toBeGreaterThan(3)
      for (let after = 0; after < total; after += 1) {
        const id = service.emulator.faults.add({ what: action, when: { afterMessages: after } })
        const { events, result } = operation(service.gradium, audio)
        // oxlint-disable-next-line no-await-in-loop -- one fault at a time
        const [thrown, rejected] = await Promise.all([
          drain(events),
          result.then(
            () => `success although it was cut after message ${after}`,
            (error: unknown) => error,
          ),
        ])
        expect(rejected).toBeInstanceOf(GradiumError)
        expect(isHttp ? [...codes, 'truncated', 'connection'] : codes).toContain(
          (rejected as GradiumError).code,
        )
        if (!isHttp) expect(thrown).toBe(rejected)
        service.emulator.faults.remove(id)
      }
    },
  )
})
