import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acceptedInputs } from '../../src/session/run-request.ts'
import { parseClientFrame, parseClientInput } from '../../src/wire/client-message.ts'
import { parseSetup } from '../../src/wire/setup.ts'
import { WireError } from '../../src/wire/wire-error.ts'

const read = (text: string): unknown =>
  parseClientInput(parseClientFrame(text), acceptedInputs('stt', false))

describe('parseClientFrame', () => {
  it('finds the type and the id anywhere in the object', () => {
    const frame = parseClientFrame('{"text":"a","client_req_id":"x","type":"text"}')
    expect(frame).toMatchObject({ type: 'text', clientRequestId: 'x' })
  })

  it('takes null for an absent id', () => {
    expect(parseClientFrame('{"type":"text","client_req_id":null}').clientRequestId).toBeUndefined()
  })

  it.each(['', 'null', '[]', '"text"', '{}', '{"type":1}', '{"type":"text","client_req_id":5}'])(
    'refuses %s',
    (text) => expect(() => parseClientFrame(text)).toThrow(WireError),
  )
})

describe('parseClientInput', () => {
  it('decodes audio strictly', () => {
    expect(read('{"type":"audio","audio":"AQI="}')).toEqual({
      type: 'audio',
      audio: new Uint8Array([1, 2]),
    })
    for (const audio of ['AQI', 'AQ I=', 'AQJ=', '_-==', 5]) {
      expect(() => read(JSON.stringify({ type: 'audio', audio }))).toThrow(WireError)
    }
  })

  it('keeps a flush id as it was sent, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(value !== null)
        const sent = JSON.stringify({ type: 'flush', flush_id: value })
        expect(read(sent)).toEqual({ type: 'flush', flushId: JSON.parse(sent).flush_id })
      }),
    )
  })
})

describe('100,000 mutated frames', () => {
  const seeds = [
    '{"type":"setup","voice_id":"YTpq7expH9539ERJ","output_format":"pcm","json_config":"{\\"temp\\":0.5}"}',
    '{"type":"setup","input_format":"wav","json_config":{"language":"en","keywords":{"words":["a"],"boost":3}}}',
    '{"type":"text","text":"Hello, <break time=\\"1.5s\\" /> world","client_req_id":"a"}',
    '{"type":"audio","audio":"AAECAwQFBgcICQ=="}',
    '{"type":"flush","flush_id":{"a":[1,2]}}',
    '{"type":"end_of_stream","client_req_id":null}',
  ]
  const fragments = [
    '"',
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    'null',
    '1e999',
    '-',
    '\\u0000',
    '\uD800',
    '__proto__',
    'true',
    '{}',
    '=',
  ]
  const mutation = fc.record({
    seed: fc.constantFrom(...seeds),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    removed: fc.nat(12),
    added: fc.oneof(fc.constantFrom(...fragments), fc.string({ maxLength: 4 })),
  })

  it('parse or fail with a WireError that has a close code and a reason', () => {
    const kinds = ['tts', 'stt', 's2s'] as const
    let refused = 0
    fc.assert(
      fc.property(mutation, ({ seed, at, removed, added }) => {
        const position = Math.floor(at * seed.length)
        const text = seed.slice(0, position) + added + seed.slice(position + removed)
        for (const kind of kinds) {
          try {
            const frame = parseClientFrame(text)
            if (frame.type === 'setup') parseSetup(kind, frame.fields, false)
            else parseClientInput(frame, acceptedInputs(kind, true))
          } catch (error) {
            refused++
            if (!(error instanceof WireError)) throw error
            if (error.message === '' || ![1008, 1011].includes(error.code)) throw error
          }
        }
      }),
      { numRuns: 100_000 },
    )
    expect(refused).toBeGreaterThan(50_000)
  }, 60_000)
})
