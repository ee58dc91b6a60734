import { decodeBase64 } from '@gradium-kit/audio'
import { describe, expect, test } from 'vitest'
import type { GradiumError } from '../../src/errors.ts'
import { parseServerMessage } from '../../src/protocol/parse-message.ts'
import { errorOf, titled } from '../outcome.ts'

function parse(json: string): object {
  return parseServerMessage(json, decodeBase64)
}

function parseRaw(raw: Record<string, unknown>): object {
  return parse(JSON.stringify(raw))
}

function failureOf(json: string): GradiumError {
  return errorOf(() => parse(json))
}

/** Every type with all of its fields, and what it means. */
const complete: readonly (readonly [raw: Record<string, unknown>, message: object])[] = [
  [
    {
      type: 'ready',
      request_id: 'r',
      model_name: 'default',
      model_ext: 'tts-2',
      sample_rate: 48_000,
      frame_size: 3840,
      delay_in_frames: 10,
      residency: 'pinned; zone=eu',
      audio_stream_names: ['tts'],
      text_stream_names: ['words'],
      client_req_id: '7',
    },
    {
      type: 'ready',
      requestId: 'r',
      modelName: 'default',
      resolvedModelName: 'tts-2',
      sampleRateHz: 48_000,
      frameSize: 3840,
      delayInFrames: 10,
      residency: 'pinned; zone=eu',
      audioStreamNames: ['tts'],
      textStreamNames: ['words'],
      clientRequestId: '7',
    },
  ],
  [
    { type: 'audio', audio: 'AAEC', start_s: 0.08, stop_s: 0.16, stream_id: 3, client_req_id: '7' },
    {
      type: 'audio',
      audio: Uint8Array.of(0, 1, 2),
      startSeconds: 0.08,
      endSeconds: 0.16,
      streamId: 3,
      clientRequestId: '7',
    },
  ],
  [
    { type: 'text', text: 'hi', start_s: 1, stop_s: 2, stream_id: 0, client_req_id: '7' },
    {
      type: 'text',
      text: 'hi',
      startSeconds: 1,
      endSeconds: 2,
      streamId: 0,
      clientRequestId: '7',
    },
  ],
  [
    { type: 'end_text', stop_s: 2, stream_id: 0, client_req_id: '7' },
    { type: 'end-text', endSeconds: 2, streamId: 0, clientRequestId: '7' },
  ],
  [
    {
      type: 'step',
      vad: [{ horizon_s: 2, inactivity_prob: 0.9 }],
      step_idx: 5,
      step_duration_s: 0.08,
      total_duration_s: 0.4,
      client_req_id: '7',
    },
    {
      type: 'step',
      vad: [{ horizonSeconds: 2, inactivityProbability: 0.9 }],
      stepIndex: 5,
      stepDurationSeconds: 0.08,
      totalDurationSeconds: 0.4,
      clientRequestId: '7',
    },
  ],
  [
    { type: 'flushed', flush_id: 4, client_req_id: '7' },
    { type: 'flushed', flushId: 4, clientRequestId: '7' },
  ],
  [
    { type: 'end_of_stream', client_req_id: '7' },
    { type: 'end-of-stream', clientRequestId: '7' },
  ],
  [
    { type: 'error', message: 'no', code: 1008, client_req_id: '7' },
    { type: 'error', message: 'no', errorCode: 1008, clientRequestId: '7' },
  ],
]

const required: Readonly<Record<string, readonly string[]>> = {
  ready: ['request_id'],
  audio: ['audio', 'start_s', 'stop_s'],
  text: ['text', 'start_s'],
  end_text: ['stop_s'],
  step: ['vad', 'step_idx', 'step_duration_s', 'total_duration_s'],
  flushed: ['flush_id'],
}

describe.each(complete)('a message %j', (raw, message) => {
  const type = String(raw['type'])

  test('is read in full, whatever the order of its fields', () => {
    expect(parseRaw(raw)).toEqual(message)
    expect(parseRaw(Object.fromEntries(Object.entries(raw).toReversed()))).toEqual(message)
  })

  const needed = required[type] ?? []
  const optional = Object.keys(raw).filter((key) => key !== 'type' && !needed.includes(key))

  test('takes null and absence for the same', () => {
    for (const key of optional) {
      const { [key]: _left, ...without } = raw
      expect(parseRaw({ ...raw, [key]: null })).toEqual(parseRaw(without))
    }
  })

  test('is refused without a field that is needed', () => {
    expect(needed.every((key) => key in raw)).toBe(true)
    for (const key of needed) {
      const error = failureOf(JSON.stringify({ ...raw, [key]: null }))
      const { [key]: _left, ...without } = raw
      expect(failureOf(JSON.stringify(without)).message).toBe(error.message)
      expect(error).toMatchObject({ code: 'protocol', isRetryable: false })
      expect(error.message).toBe(
        `The service sent a message of type "${String(Reflect.get(message, 'type'))}" without ${key}.`,
      )
    }
  })

  test('is refused with a field of the wrong type', () => {
    for (const key of Object.keys(raw)) {
      for (const wrong of [true, { a: 1 }]) {
        const error = failureOf(JSON.stringify({ ...raw, [key]: wrong }))
        expect(error.code).toBe('protocol')
        expect(error.message).toMatch(key === 'type' ? /without a type/ : key)
      }
    }
  })

  test('keeps fields it does not know, even those that name prototypes', () => {
    const json = `${JSON.stringify(raw).slice(0, -1)},"audio_tokens":[],"__proto__":{"isAdmin":true},"constructor":1,"extra":null}`
    const parsed = parse(json)
    expect(parsed).toMatchObject(message)
    const extra: unknown = Reflect.get(parsed, 'extra')
    expect(Object.entries(extra ?? {})).toEqual([
      ['audio_tokens', []],
      ['__proto__', { isAdmin: true }],
      ['constructor', 1],
      ['extra', null],
    ])
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype)
    expect(Object.getPrototypeOf(extra)).toBe(Object.prototype)
    expect('isAdmin' in parsed).toBe(false)
    expect('isAdmin' in {}).toBe(false)
  })
})

test('the older names for the delay and the step are read too', () => {
  expect(parse('{"type":"ready","request_id":"r","delay_in_tokens":7}')).toEqual({
    type: 'ready',
    requestId: 'r',
    delayInFrames: 7,
  })
  const vad = '{"type":"vad","vad":[],"step_idx":0,"step_duration_s":0.08,"total_duration_s":0}'
  expect(parse(vad)).toMatchObject({ type: 'step', vad: [] })
})

test('a flush id may be text, and an error may lack its code', () => {
  expect(parse('{"type":"flushed","flush_id":"1"}')).toEqual({ type: 'flushed', flushId: '1' })
  expect(parse('{"type":"error","message":"x"}')).toEqual({ type: 'error', message: 'x' })
})

test.each(['need_more_text', '__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])(
  'a message of the unknown type %j is handed on with its fields',
  (type) => {
    expect(parse(`{"type":"${type}","client_req_id":"7","count":2}`)).toEqual({
      type: 'unknown',
      wireType: type,
      clientRequestId: '7',
      extra: { count: 2 },
    })
  },
)

test.each(['__proto__', 'constructor', 'a"b\\c', '😀', ''])('the request id %j is text', (id) => {
  expect(parse(JSON.stringify({ type: 'end_of_stream', client_req_id: id }))).toEqual({
    type: 'end-of-stream',
    clientRequestId: id,
  })
})

test.each(
  titled([
    '',
    ' ',
    '{',
    'null',
    '[]',
    '"ready"',
    '1',
    '{}',
    '{"type":null}',
    '{"type":1}',
    '{"type":["audio"]}',
    '{"type":"audio"}\u0000',
    '{"__proto__":{"type":"end_of_stream"}}',
    '{"type":"audio","audio":"AAEC","start_s":1e999,"stop_s":1}',
    '{"type":"audio","audio":"AAE","start_s":0,"stop_s":1}',
    '{"type":"audio","audio":"AA-C","start_s":0,"stop_s":1,"stream_id":0}',
    '{"type":"step","vad":[null],"step_idx":0,"step_duration_s":1,"total_duration_s":1}',
    '{"type":"step","vad":[{"horizon_s":"2","inactivity_prob":1}],"step_idx":0,"step_duration_s":1,"total_duration_s":1}',
    '['.repeat(200_000),
    `{"type":"x","a":${'['.repeat(200_000)}`,
  ]),
)('%s is one protocol error', (_title, json) => {
  const error = failureOf(json)
  expect(error.code).toBe('protocol')
  expect(error.phase).toBe('stream')
  expect(error.message.length).toBeLessThan(200)
})

test('each message is a fresh object', () => {
  const json = '{"type":"end_of_stream"}'
  expect(parse(json)).not.toBe(parse(json))
})
