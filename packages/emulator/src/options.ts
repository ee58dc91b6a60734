import type { ClockMode } from './clock.ts'
import type { Fixture, Script, SpeechEngine } from './engines/engine.ts'
import { type Compatibility, strictCompatibility } from './wire/compatibility.ts'

/** How `startEmulator` may be told to behave. Every field is optional. */
export interface EmulatorOptions {
  /** TCP port; 0 picks a free one. @default 0 */
  port?: number
  /** Address to bind. Anything but loopback also needs `isExposed`. @default '127.0.0.1' */
  host?: string
  /** Allows a `host` that other machines can reach. @default false */
  isExposed?: boolean
  /**
   * `tone` speaks in tones that the emulator reads back exactly, `flite` in a robotic English voice,
   * `auto` uses flite for English when it is installed and tones otherwise, `oracle` is for exact tests: it hears only
   * `oracleSpeech()`, which says where each word lies, and speaks bytes that `oracleAudio()` knows. @default 'tone'
   */
  engine?: 'tone' | 'flite' | 'auto' | 'oracle' | SpeechEngine
  /** `instant` waits for nothing, `realtime` paces audio, `manual` stands still until `clock.advance()`. @default 'instant' */
  clock?: ClockMode
  /**
   * `frames` sends 80 ms in each audio message, `random` cuts these again at random bytes, also inside a sample.
   * @default 'frames'
   */
  chunkSplit?: 'frames' | 'random'
  /** Starts and ends of words that STT reports are off by up to so many frames of 80 ms, at random. @default 0 */
  timingJitterFrames?: number
  /** With the realtime clock: how many times faster than real time audio is sent. @default 1 */
  speed?: number
  /** With a running clock: from the first text to the first audio, in milliseconds. @default 350 */
  firstAudioMs?: number
  /** Valid API keys. Empty: any non-empty key is accepted. @default [] */
  keys?: readonly string[]
  /** Longest life of a WebSocket in seconds, or with `isLimitAudioTime` its longest audio. @default 300 */
  sessionLimitSeconds?: number
  /** Longest time a WebSocket may have no request running and be silent, in seconds. @default 300 */
  idleLimitSeconds?: number
  /** Requests that may run at once for one key; `setConcurrencyLimit()` changes it later. @default Infinity */
  concurrencyLimit?: number
  /** Lifetime of a browser token in seconds. @default 60 */
  tokenLifetimeSeconds?: number
  /** Credits a key starts with. @default 45000 */
  credits?: number
  /** Origins of web pages that may connect besides those on loopback. @default [] */
  allowedOrigins?: readonly string[]
  /** What to hear in speech nothing else knows. */
  script?: Script
  /** Audio whose words are known. */
  fixtures?: readonly Fixture[]
  /**
   * Passes speech requests on to the service at `upstreamUrl`, with the key each of them came with, and writes what both
   * sides said into this folder. Keys are never written. Everything but speech stays local. @default off
   */
  recordFolder?: string
  /** Answers speech requests from what was recorded in this folder, and refuses all others. @default off */
  replayFolder?: string
  /** Service to record from. @default 'https://api.gradium.ai/api' */
  upstreamUrl?: string
  /** Unknown speech gives no text instead of a placeholder such as `[speech 1.2 s]`. @default false */
  isStrict?: boolean
  /** Ids count up and random numbers repeat from run to run. @default false */
  isDeterministic?: boolean
  /** Seed of the random numbers. @default 1 */
  seed?: number
  /** Entries the journal keeps before it drops the oldest. @default 10000 */
  journalLimit?: number
  /** Switches for behaviour on which sources disagree. */
  compatibility?: Partial<Compatibility>
  /** Takes one-line notices, such as a missing engine. @default nothing */
  onNotice?: (line: string) => void
}

export type EmulatorSettings = Required<Omit<EmulatorOptions, 'compatibility' | 'script'>> & {
  compatibility: Compatibility
  script: Script | undefined
}

/** Fills in the defaults. @throws TypeError with a sentence for values that cannot work. */
export function resolveOptions(options: EmulatorOptions): EmulatorSettings {
  const defaults: EmulatorSettings = {
    port: 0,
    host: '127.0.0.1',
    isExposed: false,
    engine: 'tone',
    clock: 'instant',
    chunkSplit: 'frames',
    timingJitterFrames: 0,
    speed: 1,
    firstAudioMs: 350,
    keys: [],
    sessionLimitSeconds: 300,
    idleLimitSeconds: 300,
    concurrencyLimit: Infinity,
    tokenLifetimeSeconds: 60,
    credits: 45000,
    allowedOrigins: [],
    fixtures: [],
    recordFolder: '',
    replayFolder: '',
    upstreamUrl: 'https://api.gradium.ai/api',
    isStrict: false,
    isDeterministic: false,
    seed: 1,
    journalLimit: 10000,
    onNotice: () => {},
    script: undefined,
    compatibility: strictCompatibility,
  }
  checkNames('option', options, defaults)
  checkNames('compatibility switch', options.compatibility ?? {}, strictCompatibility)
  const settings = {
    ...defaults,
    ...withoutUndefined(options),
    compatibility: { ...strictCompatibility, ...withoutUndefined(options.compatibility ?? {}) },
  }
  check(settings)
  return settings
}

/** A name written wrong would be ignored, and nobody would know why nothing happens. */
function checkNames(what: string, given: object, known: object): void {
  const wrong = Object.keys(given).find((name) => !Object.hasOwn(known, name))
  if (wrong === undefined) return
  throw new TypeError(`There is no ${what} '${wrong}'. Known: ${Object.keys(known).join(', ')}.`)
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

function withoutUndefined<T extends object>(object: T): Defined<T> {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- entries lose the type, not the values
  return Object.fromEntries(entries) as Defined<T>
}

/** Whether an address can only be reached from this machine. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase()
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    /^127(?:\.\d{1,3}){3}$/.test(name)
  )
}

function check(settings: EmulatorSettings): void {
  const positive: (keyof EmulatorSettings)[] = [
    'speed',
    'sessionLimitSeconds',
    'idleLimitSeconds',
    'concurrencyLimit',
    'tokenLifetimeSeconds',
    'journalLimit',
  ]
  for (const name of positive) {
    if (!(Number(settings[name]) > 0)) {
      throw new TypeError(`The emulator option ${name} must be a number above 0.`)
    }
  }
  if (!Number.isInteger(settings.port) || settings.port < 0 || settings.port > 65535) {
    throw new TypeError('The emulator option port must be an integer from 0 to 65535.')
  }
  if (!['realtime', 'instant', 'manual'].includes(settings.clock)) {
    throw new TypeError("The emulator option clock must be 'realtime', 'instant' or 'manual'.")
  }
  if (!['frames', 'random'].includes(settings.chunkSplit)) {
    throw new TypeError("The emulator option chunkSplit must be 'frames' or 'random'.")
  }
  if (!Number.isInteger(settings.timingJitterFrames) || settings.timingJitterFrames < 0) {
    throw new TypeError('The emulator option timingJitterFrames must be an integer from 0.')
  }
  if (settings.recordFolder !== '' && settings.replayFolder !== '') {
    throw new TypeError('The emulator can record or replay, not both at once.')
  }
  if (!isLoopback(settings.host) && !settings.isExposed) {
    throw new TypeError(
      `The emulator only binds loopback addresses. Pass isExposed (--expose) to let other machines reach it on ${settings.host}.`,
    )
  }
}
