import { inspect } from 'node:util'
import { canaryKey, canaryToken, findCanaries } from '@gradium-kit/fixtures/canary'
import { expect, it } from 'vitest'
import type { Gradium } from '../src/index.node.ts'
import { Gradium as WebGradium } from '../src/index.ts'
import { collect, failureOf, startTestService, voiceId } from './harness.ts'

/** Every way in which somebody could come to print a thing. */
function forms(thing: unknown): string {
  const all = [
    inspect(thing, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }),
    String(thing),
  ]
  all.push(
    JSON.stringify(thing, (_key, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    ) ?? '',
  )
  if (thing instanceof Error) {
    all.push(
      thing.stack ?? '',
      thing.message,
      inspect(thing.cause, { depth: Number.POSITIVE_INFINITY }),
    )
    all.push(inspect(structuredClone(thing)))
  }
  return all.join('\n')
}

it('never shows the key or a token', async () => {
  await using service = await startTestService(
    {},
    { timeouts: { connectMs: 200, readyMs: 200, bodyIdleMs: 200, headersMs: 200 } },
  )
  const { emulator, gradium } = service
  const browser = (): Gradium =>
    new WebGradium({ baseUrl: emulator.url, token: () => canaryToken, timeouts: { readyMs: 200 } })
  const shown: string[] = [forms(gradium), forms(browser())]

  for (const [client, secret] of [
    [() => gradium, canaryKey],
    [browser, canaryToken],
  ] as const) {
    const faults = [
      { kind: 'status', status: 401, body: `bad: ${secret}` },
      { kind: 'redirect', location: `http://127.0.0.1:9/?token=${secret}` },
      { kind: 'error', code: 1008, message: `the key ${secret} is no good` },
      { kind: 'error', code: 1011 },
      { kind: 'close', code: 1008, reason: `key ${secret}` },
      { kind: 'reset' },
      { kind: 'fin' },
      { kind: 'stall' },
      { kind: 'malformed-json' },
      { kind: 'bad-base64' },
      { kind: 'binary' },
    ] as const
    for (const what of faults) {
      const id = emulator.faults.add({ what })
      const stream = client().speech.stream({ text: 'Hi.' })
      // oxlint-disable-next-line no-await-in-loop
      shown.push(forms(await failureOf(collect(stream))), forms(stream))
      // oxlint-disable-next-line no-await-in-loop
      shown.push(
        forms(
          await client()
            .speech.generate({ text: 'Hi.', voiceId })
            .catch((error: unknown) => error),
        ),
      )
      emulator.faults.remove(id)
    }
  }
  emulator.reset()
  const stream = gradium.speech.stream({ text: 'A good one.' })
  shown.push(forms(await collect(stream)), forms(stream))
  const connection = gradium.connect('transcription')
  shown.push(forms(connection))
  await connection.close()
  shown.push(forms(emulator.journal), forms(emulator.sessions))

  expect(shown.length).toBeGreaterThan(50)
  expect(findCanaries(shown.join('\n'))).toEqual([])
})
