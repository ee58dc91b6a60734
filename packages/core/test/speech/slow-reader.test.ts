import { expect, it } from 'vitest'
import { streamSpeech, type SpeechStreamOptions } from '../../src/index.node.ts'
import { oracleBytes, spokenAs, startOracleService, type OracleOptions } from './oracle-service.ts'

const text = Array.from({ length: 120 }, (_, index) => `sentence${index} ends.`).join(' ')

/** Reads an event whenever the socket has delivered all it has. */
async function readSlowly(
  oracleOptions: OracleOptions,
  options: SpeechStreamOptions = {},
): Promise<Buffer> {
  await using oracle = await startOracleService(oracleOptions)
  const pieces: Uint8Array[] = []
  for await (const event of streamSpeech(oracle.service, { text, ...spokenAs, ...options })) {
    if (event.type === 'audio') pieces.push(event.audio)
    for (let turn = 0; turn < 6; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  }
  return Buffer.concat(pieces)
}

const emulator = { chunkSplit: 'frames' } as const
const maxQueuedBytes = 262_144

it('a slow reader loses nothing of a text that takes several sessions', async () => {
  const client = { maxQueuedBytes, maxSessionSeconds: 15 }
  expect((await readSlowly({ client, emulator })).equals(oracleBytes(text))).toBe(true)
}, 30_000)

it('a slow reader loses nothing when speech is resumed', async () => {
  const rules = [300, 500].map((afterMessages, index) => ({
    connection: index + 1,
    down: { afterMessages, how: 'fin' as const },
  }))
  const bytes = await readSlowly(
    { client: { maxQueuedBytes }, emulator, rules },
    { resume: 'segment' },
  )
  expect(bytes.equals(oracleBytes(text))).toBe(true)
}, 30_000)
