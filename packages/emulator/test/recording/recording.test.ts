import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type RawClient,
  type TestEmulator,
  emma,
  soundOf,
  start,
  textOf,
} from '../server/raw-client.ts'

let folder: string
let service: TestEmulator
let sound: Buffer
let recorded: RawClient[]
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gradium-recordings-'))
  service = await start({ keys: ['secret-key'] })
  await using recorder = await start({ recordFolder: folder, upstreamUrl: service.url })
  const spoken = await speak(recorder, ['Recorded once,', 'heard often.'], { client_req_id: 'a' })
  sound = soundOf(spoken)
  const heard = await hear(recorder, 3840)
  const failed = await speak(recorder, ['x'], { voice_id: 'nobody' })
  const wrong = recorder.open('/speech/tts', { 'x-api-key': 'wrong-key' })
  await wrong.send({ type: 'setup', output_format: 'pcm_8000' })
  await wrong.closed
  recorded = [spoken, heard, failed, wrong]
})
afterAll(async () => {
  await service.close()
  rmSync(folder, { recursive: true })
})

async function speak(
  emulator: TestEmulator,
  texts: string[],
  more: object = {},
): Promise<RawClient> {
  const client = emulator.open('/speech/tts', { 'x-api-key': 'secret-key' })
  const id = 'client_req_id' in more ? { client_req_id: more.client_req_id } : {}
  await client.send(
    { type: 'setup', voice_id: emma, output_format: 'pcm_24000', ...more },
    ...texts.map((text) => ({ type: 'text', text, ...id })),
    { type: 'end_of_stream', ...id },
  )
  await client.closed
  return client
}

async function hear(emulator: TestEmulator, size: number): Promise<RawClient> {
  const client = emulator.open('/speech/asr', { 'x-api-key': 'secret-key' })
  await client.send({ type: 'setup', input_format: 'pcm', json_config: { language: 'en' } })
  await client.type('ready')
  for (let position = 0; position < sound.length; position += size) {
    const audio = sound.subarray(position, position + size).toString('base64')
    // oxlint-disable-next-line no-await-in-loop -- frames go out one after the other
    await client.send({ type: 'audio', audio })
  }
  await client.send({ type: 'flush', flush_id: `mine ${size}` })
  await client.type('flushed')
  await client.send({ type: 'end_of_stream' })
  await client.closed
  return client
}

describe('recording', () => {
  it('lets the client hear what the service says', async () => {
    const [spoken, heard] = recorded
    expect(recorded.slice(0, 2).map(textOf)).toEqual(Array(2).fill('Recorded once, heard often.'))
    expect(spoken?.messages.at(-1)).toEqual({ type: 'end_of_stream', client_req_id: 'a' })
    expect(heard?.all('step').length).toBe(sound.length / 3840)
    const closed = await Promise.all(recorded.map((client) => client.closed))
    expect(closed.map(({ code }) => code)).toEqual([1000, 1000, 1011, 1008])
  })

  it('writes one file a request, without keys', () => {
    const files = readdirSync(folder)
    expect(files.map((file) => file.replace(/-\w{16}\.jsonl$/, '')).toSorted()).toEqual([
      'stt',
      'tts',
      'tts',
      'tts',
    ])
    const text = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('')
    expect(text).not.toMatch(/secret-key|wrong-key|client_req_id":"a"/)
    expect(text).toContain('"text":"Recorded once,"')
  })

  it('tells when the service cannot be reached', async () => {
    await using lost = await start({ recordFolder: folder, upstreamUrl: 'http://127.0.0.1:9/api' })
    const client = await speak(lost, ['x'])
    expect((await client.closed).code).toBe(1011)
    expect(client.messages.at(-1)?.message).toMatch(/^The service to record from failed: /)
  })
})

describe('replay', () => {
  it('answers the same text, cut otherwise, with the same sound and the id of the request', async () => {
    await using player = await start({ replayFolder: folder })
    const client = await speak(player, ['Recorded', ' once,  heard', 'often.'], {
      client_req_id: 'b',
      json_config: '{}',
    })
    expect(soundOf(client).equals(sound)).toBe(true)
    expect(textOf(client)).toBe('Recorded once, heard often.')
    expect(new Set(client.messages.map((message) => message.client_req_id))).toEqual(new Set(['b']))
  })

  it('answers the same audio in other chunks, with the flush id of the client', async () => {
    await using player = await start({ replayFolder: folder })
    const client = await hear(player, 1000)
    expect(textOf(client)).toBe('Recorded once, heard often.')
    expect(client.all('flushed')).toEqual([{ type: 'flushed', flush_id: 'mine 1000' }])
  })

  it('repeats recorded failures', async () => {
    await using player = await start({ replayFolder: folder })
    const client = await speak(player, ['x'], { voice_id: 'nobody' })
    expect(await client.closed).toEqual({ code: 1011, reason: 'Embeddings not found for nobody' })
  })

  it.each([
    ['has this setup', ['Recorded once,'], { output_format: 'pcm_16000' }],
    ['with this setup goes on with this input', ['Recorded twice'], {}],
    ['with this setup goes on with this input', ['Recorded once,'], {}],
  ])('says loudly that no recording %s', async (what, texts, setup) => {
    await using player = await start({ replayFolder: folder })
    const client = await speak(player, texts, setup)
    expect(await client.closed).toEqual({
      code: 1011,
      reason: `No recording ${what}. Record it with --record.`,
    })
  })

  it('refuses folders and files that are no recordings', async () => {
    await expect(start({ replayFolder: join(folder, 'none') })).rejects.toThrow('cannot be read')
    await expect(start({ replayFolder: folder, recordFolder: folder })).rejects.toThrow('not both')
    const other = mkdtempSync(join(tmpdir(), 'gradium-recordings-'))
    writeFileSync(join(other, 'tts-broken.jsonl'), '{"atMs":0}\n')
    await expect(start({ replayFolder: other })).rejects.toThrow('is not a recording')
    rmSync(other, { recursive: true })
  })
})
