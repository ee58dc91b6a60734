import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  checkClientRequestId,
  encodeEndOfStream,
  encodeFlush,
  encodeSetup,
  encodeText,
  endpointPaths,
  messageSuffix,
} from '../../src/protocol/client-messages.ts'
import { callUntyped, errorOf } from '../outcome.ts'

test('each endpoint has its path', () => {
  expect(endpointPaths).toEqual({
    speech: 'speech/tts',
    transcription: 'speech/asr',
    translation: 'speech/s2s',
  })
})

test('a setup holds what was given, under the names of the wire, and its settings as JSON text', () => {
  expect(encodeSetup({})).toBe('{"type":"setup"}')
  expect(encodeSetup({ voiceId: undefined, settings: {} })).toBe('{"type":"setup"}')
  expect(
    encodeSetup({
      retryForSeconds: 30,
      closeOnEndOfStream: false,
      clientRequestId: '1',
      settings: { temp: 0.5, language: 'en' },
      speechModelName: 'default',
      transcriptionModelName: 'stt-translate',
      pronunciationId: 'p',
      outputFormat: 'wav',
      inputFormat: 'pcm',
      voice: 'Emma',
      voiceId: 'v',
      modelName: 'm',
    }),
  ).toBe(
    '{"type":"setup","model_name":"m","voice_id":"v","voice":"Emma","input_format":"pcm","output_format":"wav","pronunciation_id":"p","stt_model_name":"stt-translate","tts_model_name":"default","client_req_id":"1","close_ws_on_eos":false,"retry_for_s":30,"json_config":"{\\"temp\\":0.5,\\"language\\":\\"en\\"}"}',
  )
})

test('fields that are no part of a setup stay here', () => {
  expect(callUntyped(encodeSetup, { type: 'error', apiKey: 'k' })).toBe('{"type":"setup"}')
})

test('a request without an id sends none', () => {
  const suffix = messageSuffix(undefined)
  expect(encodeText('a "b"\n', suffix)).toBe('{"type":"text","text":"a \\"b\\"\\n"}')
  expect(encodeFlush(7, suffix)).toBe('{"type":"flush","flush_id":7}')
  expect(encodeEndOfStream(suffix)).toBe('{"type":"end_of_stream"}')
})

test('every message is JSON with what went in, whatever text and id hold', () => {
  const any = fc.string({ unit: 'binary' })
  fc.assert(
    fc.property(any, any, fc.nat(), (text, id, flushId) => {
      const suffix = messageSuffix(id)
      const messages = [
        encodeText(text, suffix),
        encodeFlush(flushId, suffix),
        encodeEndOfStream(suffix),
      ]
      expect(messages.map((message) => JSON.parse(message) as unknown)).toEqual([
        { type: 'text', text, client_req_id: id },
        { type: 'flush', flush_id: flushId, client_req_id: id },
        { type: 'end_of_stream', client_req_id: id },
      ])
    }),
  )
})

test('an id has 1 to 256 characters of any kind', () => {
  for (const id of ['1', '__proto__', '😀'.repeat(128)]) expect(checkClientRequestId(id)).toBe(id)
  for (const id of ['', 'x'.repeat(257), 5, null])
    expect(errorOf(() => callUntyped(checkClientRequestId, id)).code).toBe('config')
})
