import { decodeBase64 } from '@gradium-kit/audio'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GradiumError } from '../../src/errors.ts'
import {
  parseAnyMessage,
  parseAudioFrame,
  parseServerMessage,
  type DecodeBase64,
} from '../../src/protocol/parse-message.ts'
import { nodePlatform } from '../../src/transport/socket.node.ts'
import { outcomeOf } from '../outcome.ts'

const payload = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  fc.constantFrom(
    'AAA=BBB=',
    'AAA=',
    'AAB=',
    'AA==',
    'AB==',
    'A',
    'A===',
    'AAAA\n',
    ' AAAA',
    'ŁAAA',
    '====',
    '"',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
)

const number = fc.constantFrom(
  '0',
  '0.08',
  '-0',
  '1e2',
  '1E-7',
  '1e999',
  '0.0',
  '2.1599998',
  'null',
  '"0"',
  'true',
  '01',
  '.5',
  '[1]',
)
const text = fc
  .oneof(fc.string(), fc.constantFrom('1', 'a"b', '__proto__', '😀', '\ud83d', '\\', '\n'))
  .map((value) => JSON.stringify(value))
const space = fc.constantFrom('', '', '', '', ' ', '\n', '\t', '\u00a0')

/** A JSON string in which one character may be written as an escape. */
const key = (name: string): fc.Arbitrary<string> =>
  fc.constantFrom(
    `"${name}"`,
    `"${name}"`,
    `"${name}"`,
    `"\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}"`,
  )

function field(name: string, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(space, key(name), space, space, value, space)
    .map(([a, wireName, b, c, json, d]) => `${a}${wireName}${b}:${c}${json}${d}`)
}

const type = field(
  'type',
  fc.constantFrom('"audio"', '"audio"', '"audio"', '"\\u0061udio"', '"text"', 'null'),
)
const audio = field(
  'audio',
  fc.oneof(
    payload.map((value) => `"${value}"`),
    payload.map((value) => JSON.stringify(value).replaceAll('/', String.raw`\/`)),
  ),
)
const tail = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: field('start_s', number) },
    { weight: 6, arbitrary: field('stop_s', number) },
    { weight: 5, arbitrary: field('stream_id', number) },
    { weight: 4, arbitrary: field('client_req_id', fc.oneof(text, number)) },
    { weight: 1, arbitrary: field('audio_tokens', fc.constantFrom('[]', '{"audio":"AAAA"}')) },
    { weight: 1, arbitrary: field('__proto__', fc.constantFrom('{}', '{"start_s":1}', 'null')) },
    { weight: 1, arbitrary: fc.oneof(type, audio) },
  ),
  { maxLength: 6 },
)
/** Mostly the exact form of the service, so that the fast path is taken often. */
const usual = fc.oneof({ weight: 8, arbitrary: fc.nat(1000).map(String) }, number)
const plainTail = fc
  .tuple(usual, usual, usual, fc.option(fc.oneof({ weight: 4, arbitrary: text }, number)))
  .map(
    ([start, stop, stream, id]) =>
      `"start_s":${start},"stop_s":${stop},"stream_id":${stream}${id === null ? '' : `,"client_req_id":${id}`}`,
  )
const plainFrame = fc
  .tuple(payload, plainTail)
  .map(([value, others]) => `{"type":"audio","audio":"${value}",${others}}`)
const frame = fc
  .tuple(
    fc.boolean(),
    fc.oneof(fc.constant('"type":"audio"'), type),
    fc.oneof(
      payload.map((value) => `"audio":"${value}"`),
      audio,
    ),
    fc.oneof(
      plainTail.map((fields) => [fields]),
      tail,
    ),
    fc.constantFrom('', '', '', '', ',', '}', ' ', 'x'),
    fc.nat(7),
  )
  .map(([isShuffled, first, second, others, end, at]) => {
    const fields = [first, second, ...others]
    if (isShuffled) fields.unshift(...fields.splice(at % fields.length))
    return `{${fields.join(',')}}${end}`
  })
const anyFrame = fc.oneof(plainFrame, frame)

function readingOf(json: string, decode: DecodeBase64, parse = parseServerMessage): unknown {
  const outcome = outcomeOf(() => parse(json, decode))
  return GradiumError.is(outcome) ? `${outcome.code}: ${outcome.message}` : outcome
}

function decodeInNode(base64: string): Uint8Array {
  return nodePlatform.decodeBase64(base64)
}

const decoders: readonly (readonly [string, DecodeBase64])[] = [
  ['Node', decodeInNode],
  ['every runtime', decodeBase64],
]

describe.each(decoders)('with the decoder of %s', (_name, decode) => {
  test('the fast path answers as JSON.parse does, or not at all', () => {
    let taken = 0
    fc.assert(
      fc.property(anyFrame, (json) => {
        const slow = readingOf(json, decode, parseAnyMessage)
        const fast = parseAudioFrame(json, decode)
        if (fast !== undefined) taken += 1
        expect(fast ?? slow).toStrictEqual(slow)
        expect(readingOf(json, decode)).toStrictEqual(slow)
      }),
      { numRuns: 20_000, seed: 1 },
    )
    expect(taken).toBeGreaterThan(1_000)
  })

  test('the form that the service writes takes the fast path', () => {
    const plain = '{"type":"audio","audio":"AAEC","start_s":0.0,"stop_s":0.08,"stream_id":0'
    for (const json of [`${plain}}`, `${plain},"client_req_id":"a\\"b"}`])
      expect(parseAudioFrame(json, decode)).toStrictEqual(parseAnyMessage(json, decode))
  })
})

test('both paths and both decoders agree', () => {
  fc.assert(
    fc.property(anyFrame, (json) => {
      expect(readingOf(json, decodeInNode)).toEqual(readingOf(json, decodeBase64))
    }),
    { numRuns: 5_000, seed: 2 },
  )
})
