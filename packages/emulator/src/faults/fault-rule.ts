/** Which requests a fault meets. All given fields must fit. */
export interface FaultMatch {
  /** `tts`, `stt`, `s2s`, `rest-tts`, `rest-stt`, `token`, `voices`, `pronunciations` or `usages`. */
  route?: string
  /** Number of the session, 0 for the first one of the emulator. */
  connection?: number
  key?: string
  /** Voice uid or name of the setup. */
  voice?: string
  /** Found anywhere in the text received so far. */
  text?: string
  clientRequestId?: string
}

/**
 * The moment of a fault: `upgrade` before the 101 or the HTTP answer, `setup` in place of `ready`, `flush` in place of
 * `flushed`, `end` in place of `end_of_stream`, or once so many messages have been sent for the request.
 */
export type FaultMoment =
  | 'upgrade'
  | 'setup'
  | 'flush'
  | 'end'
  | { afterMessages: number }
  | { afterAudio: number }

export type FaultAction =
  /** HTTP status instead of the 101 or the answer. */
  | {
      kind: 'status'
      status: number
      body?: string
      contentType?: string
      headers?: Record<string, string>
    }
  | { kind: 'redirect'; location: string }
  /** Never answers the HTTP request. */
  | { kind: 'hang' }
  /** An `error` message, then a close with its code; on REST an error line, then the end of the body. */
  | { kind: 'error'; code: number; message?: string }
  /** A close frame without an error. */
  | { kind: 'close'; code: number; reason?: string }
  /** TCP reset. */
  | { kind: 'reset' }
  /** The TCP connection ends without a close frame. */
  | { kind: 'fin' }
  /** Nothing more is sent for the request; the connection stays and answers pings. */
  | { kind: 'stall' }
  /** Like `stall` for the whole socket, and pings are not answered either: a half-open connection. */
  | { kind: 'deaf' }
  | { kind: 'drop' }
  | { kind: 'duplicate' }
  /** Real milliseconds, whatever the clock. */
  | { kind: 'delay'; milliseconds: number }
  | { kind: 'malformed-json' }
  | { kind: 'bad-base64' }
  /** One byte is missing from the audio. */
  | { kind: 'odd-pcm' }
  /** A message of a type nobody knows comes first. */
  | { kind: 'unknown-type' }
  | { kind: 'extra-fields' }
  | { kind: 'binary' }

export type FaultKind = FaultAction['kind']

/** One fault to inject. It strikes a request at most once. */
export interface FaultRule {
  match?: FaultMatch
  /** @default the first moment at which the action makes sense */
  when?: FaultMoment
  what: FaultAction
  /** How many requests it strikes. @default Infinity */
  times?: number
  /** Chance to strike a request it fits, by the seeded random numbers. @default 1 */
  probability?: number
}

const httpKinds: ReadonlySet<FaultKind> = new Set(['status', 'redirect', 'hang'])
const audioKinds: ReadonlySet<FaultKind> = new Set(['bad-base64', 'odd-pcm'])
const finalKinds: ReadonlySet<FaultKind> = new Set([
  'error',
  'close',
  'reset',
  'fin',
  'stall',
  'deaf',
])
const otherKinds: ReadonlySet<string> = new Set([
  'drop',
  'duplicate',
  'delay',
  'malformed-json',
  'unknown-type',
  'extra-fields',
  'binary',
])

/** Whether nothing of the request follows the fault. */
export function isFinal(action: FaultAction): boolean {
  return finalKinds.has(action.kind)
}

export function momentOf(rule: FaultRule): FaultMoment {
  if (rule.when !== undefined) return rule.when
  if (httpKinds.has(rule.what.kind)) return 'upgrade'
  return audioKinds.has(rule.what.kind) ? { afterAudio: 0 } : 'setup'
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}

const namedMoments: ReadonlySet<unknown> = new Set(['upgrade', 'setup', 'flush', 'end'])

function isMoment(value: unknown): boolean {
  if (!isObject(value)) return value === undefined || namedMoments.has(value)
  return isCount(value['afterMessages']) || isCount(value['afterAudio'])
}

const routeNames = 'tts stt s2s rest-tts rest-stt token voices pronunciations usages'.split(' ')
const matchNames = ['route', 'connection', 'key', 'voice', 'text', 'clientRequestId']

/** A rule that can never fit helps nobody. */
function checkMatch(match: unknown): void {
  if (!isObject(match)) return
  const wrong = Object.keys(match).find((name) => !matchNames.includes(name))
  if (wrong !== undefined) {
    throw new TypeError(`A fault cannot match '${wrong}'. Known: ${matchNames.join(', ')}.`)
  }
  const { route } = match
  if (route !== undefined && !(typeof route === 'string' && routeNames.includes(route))) {
    throw new TypeError(
      `There is no route ${JSON.stringify(route)}. Known: ${routeNames.join(', ')}.`,
    )
  }
}

/** Checks a rule that came from outside. @throws TypeError with a sentence. */
export function checkFaultRule(value: unknown): FaultRule {
  if (!isObject(value) || !isObject(value['what'])) {
    throw new TypeError('A fault rule is an object with at least { "what": { "kind": … } }.')
  }
  const what = value['what']
  const kind = String(what['kind'])
  const known = new Set<string>([...httpKinds, ...audioKinds, ...finalKinds, ...otherKinds])
  if (!known.has(kind)) {
    throw new TypeError(`Unknown fault kind '${kind}'. Known kinds: ${[...known].join(', ')}.`)
  }
  if (kind === 'error' || kind === 'close') {
    const code = what['code']
    if (!isCount(code) || !isCloseCode(code)) {
      throw new TypeError(`The code of a fault of kind '${kind}' must be a WebSocket close code.`)
    }
  }
  if (
    kind === 'status' &&
    !(isCount(what['status']) && what['status'] >= 200 && what['status'] < 600)
  ) {
    throw new TypeError("The status of a fault of kind 'status' must be from 200 to 599.")
  }
  if (kind === 'redirect' && typeof what['location'] !== 'string') {
    throw new TypeError("A fault of kind 'redirect' needs a location.")
  }
  if (kind === 'delay' && !(Number(what['milliseconds']) >= 0)) {
    throw new TypeError("A fault of kind 'delay' needs milliseconds of at least 0.")
  }
  if (!isMoment(value['when'])) {
    throw new TypeError(
      "The moment of a fault is 'upgrade', 'setup', 'flush', 'end', { afterMessages: n } or { afterAudio: n }.",
    )
  }
  checkMatch(value['match'])
  if (value['match'] !== undefined && !isObject(value['match'])) {
    throw new TypeError('The match of a fault rule is an object.')
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked above
  return value as unknown as FaultRule
}

/** Codes that may stand in a close frame. */
export function isCloseCode(code: number): boolean {
  return (
    (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) ||
    (code >= 3000 && code <= 4999)
  )
}
