import { decodeBase64 } from '@gradium-kit/audio'
import { expect, test } from 'vitest'
import { GradiumError } from '../../src/errors.ts'
import { failureError, readable } from '../../src/protocol/failure.ts'
import { LineReader } from '../../src/protocol/lines.ts'
import { parseServerMessage, type DecodeBase64 } from '../../src/protocol/parse-message.ts'
import { parseRestError } from '../../src/protocol/rest-error.ts'
import { WholeWords } from '../../src/text/whole-words.ts'
import { nodePlatform } from '../../src/transport/socket.node.ts'
import { outcomeOf } from '../outcome.ts'
import { mutate, randomFrom } from './mutate.ts'
import { serverFrames } from './server-frames.ts'

const runs = 100_000

/** Runs it; an error of ours is an answer, any other is the finding. */
function answerOf<Result>(input: string, run: () => Result): Result | GradiumError {
  try {
    return outcomeOf(run)
  } catch (error) {
    throw new Error(`Not one of our errors, for ${JSON.stringify(input)}.`, { cause: error })
  }
}

/** Whether it was a message. Anything but a message or a protocol error is passed on. */
function isMessage(json: string, decode: DecodeBase64): boolean {
  const answer = answerOf(json, () => parseServerMessage(json, decode))
  if (!GradiumError.is(answer)) return true
  if (answer.code === 'protocol') return false
  throw answer
}

function decodeInNode(base64: string): Uint8Array {
  return nodePlatform.decodeBase64(base64)
}

/** What the frames mean, and that no prototype has gained anything. */
function stateOf(): unknown {
  return [
    serverFrames.map((frame) => parseServerMessage(frame, decodeInNode)),
    Object.getOwnPropertyNames(Object.prototype),
    Object.getOwnPropertyNames(Array.prototype),
    Object.getOwnPropertyNames(Map.prototype),
  ]
}

test('damaged frames are messages or protocol errors, and leave nothing behind', () => {
  const before = stateOf()
  const random = randomFrom(1)
  let messages = 0
  for (let run = 0; run < runs; run += 1) {
    const frame = mutate(serverFrames[run % serverFrames.length]!, random)
    const decode = run % 2 === 0 ? decodeBase64 : decodeInNode
    if (isMessage(frame, decode)) messages += 1
  }
  expect(messages).toBeGreaterThan(runs / 20)
  expect(messages).toBeLessThan(runs)
  expect(stateOf()).toStrictEqual(before)
}, 20_000)

test('damaged bodies of lines are messages or protocol errors, and a reader goes on after them', () => {
  const random = randomFrom(2)
  const encoder = new TextEncoder()
  const intact = encoder.encode(`\n${serverFrames[1]}\n`)
  let messages = 0
  for (let lines = 0; lines < runs;) {
    const reader = new LineReader(400)
    const body = encoder.encode(mutate(serverFrames.join('\n'), random))
    for (let flips = random(3); flips > 0; flips -= 1) body[random(body.length)] = random(256)
    for (let start = 0; start < body.length;) {
      const end = start + 1 + random(200)
      const chunk = body.subarray(start, end)
      const found = answerOf(`body ${lines}`, () => reader.push(chunk))
      if (GradiumError.is(found)) break
      lines += found.length
      messages += found.filter((line) => isMessage(line, decodeBase64)).length
      start = end
    }
    answerOf('end', () => reader.finish())
    const next = new LineReader(400)
    expect(next.push(intact)).toEqual([serverFrames[1]])
  }
  expect(messages).toBeGreaterThan(runs / 4)
}, 20_000)

const errorBodies = [
  'error from server 1008: API key is revoked or expired\nAsk for help.',
  'error from server Some(1011): Embeddings not found for x',
  'error from server None: nothing',
  '{"detail":"Invalid or expired API key"}',
  '{"detail":[{"loc":["body",0,"name"],"msg":"field required","type":"missing"}]}',
  '{"error":"wrong","code":1008}',
  '<!doctype html><html><body>502</body></html>',
  "unsupported content type for SST 'audio/mpeg'",
  '',
]

test('damaged error bodies make one short error', () => {
  const random = randomFrom(4)
  const statuses = [400, 401, 403, 404, 422, 429, 500, 502, 503, 504]
  const wrong: string[] = []
  for (let run = 0; run < runs; run += 1) {
    const body = mutate(errorBodies[run % errorBodies.length]!, random)
    const error = answerOf(body, () => failureError(parseRestError(statuses[random(10)]!, body)))
    if (error.message.length > 560 || error.message.includes('\n')) wrong.push(body)
  }
  expect(wrong).toEqual([])
}, 20_000)

/** The best of several runs, which other work on the machine disturbs least. */
function milliseconds(run: () => void): number {
  let best = Infinity
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const start = performance.now()
    run()
    best = Math.min(best, performance.now() - start)
  }
  return best
}

function push(text: string): void {
  const words = new WholeWords()
  words.push(text)
  words.take()
}

function pushOneByOne(text: string): void {
  const words = new WholeWords()
  for (const character of text.slice(0, text.length / 4)) words.push(character)
  words.take()
}

const paths: readonly (readonly [string, (text: string) => void])[] = [
  ['a readable line', (text) => void readable(text)],
  ['the wording of a failure', (text) => void failureError({ text })],
  ['an error body', (text) => void failureError(parseRestError(500, text))],
  ['an upstream error', (text) => void parseRestError(500, `error from server Some(${text}`)],
  ['a frame', (text) => void answerOf('', () => parseServerMessage(text, decodeBase64))],
  [
    'a payload',
    (text) =>
      void answerOf('', () =>
        parseServerMessage(
          `{"type":"audio","audio":"${text}","start_s":0,"stop_s":0,"stream_id":0}`,
          decodeInNode,
        ),
      ),
  ],
  ['words in one piece', push],
  ['words in pieces of one character', pushOneByOne],
]
const units = [
  ' ',
  '\n',
  '<',
  '>',
  'a>',
  '<break ',
  '<break time="1s" />',
  'x<break />',
  '<flush>',
  '<br',
  'a ',
  '\0',
  '{"a":',
  '[',
  '(',
  '\ud83d',
  'AAAA',
  'api key ',
]

test.each(paths)(
  '%s takes time in proportion to its length',
  (_name, run) => {
    const slow: string[] = []
    for (const unit of units) {
      const half = unit.repeat(Math.ceil(500_000 / unit.length))
      const short = milliseconds(() => run(half))
      const long = milliseconds(() => run(half + half))
      if (long > 3 * short + 60) slow.push(`${JSON.stringify(unit)}: ${short} ms, then ${long} ms`)
    }
    expect(slow).toEqual([])
  },
  30_000,
)
