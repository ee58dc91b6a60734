import { checkOptions, configError } from '../errors.ts'

/** How long this package waits, in milliseconds. `Infinity` waits for ever. */
export interface Timeouts {
  /** The token provider. Default 10,000. */
  tokenMs: number
  /** TCP, TLS and the WebSocket upgrade. Default 10,000. */
  connectMs: number
  /** The service's `ready`, from the setup on. Default 10,000, or the setup's `retryForSeconds` and 5,000 more. */
  readyMs: number
  /** The first audio, from the end of the text on. Default 15,000. */
  firstAudioMs: number
  /** The next message while results are owed. Default 10,000. */
  idleMs: number
  /** The next message while audio for transcription is on its way. Default 4,800. */
  progressMs: number
  /** The answer to a flush. Default 4,000. */
  flushMs: number
  /** The least wait for the rest of a transcription after its last audio; longer for much audio. Default 10,000. */
  finishMs: number
  /** Silence of the connection before it is asked for a sign of life, on Node. Default 10,000. */
  pingMs: number
  /** The sign of life. Without one the connection is dead. Default 5,000. */
  pongMs: number
  /** The closing handshake, before the connection is cut. Default 2,000. */
  closeMs: number
  /** The headers of an HTTP answer; 1,000 more for every 80,000 bytes of an upload, none for that of a stream. Default 30,000. */
  headersMs: number
  /** The next bytes of an HTTP body. Default 15,000. */
  bodyIdleMs: number
}

const defaults: Timeouts = {
  tokenMs: 10_000,
  connectMs: 10_000,
  readyMs: 10_000,
  firstAudioMs: 15_000,
  idleMs: 10_000,
  progressMs: 4_800,
  flushMs: 4_000,
  finishMs: 10_000,
  pingMs: 10_000,
  pongMs: 5_000,
  closeMs: 2_000,
  headersMs: 30_000,
  bodyIdleMs: 15_000,
}

/** The defaults with the caller's wishes; throws `config` for a negative one or one that is not a number. */
export function resolveTimeouts(wishes: Partial<Timeouts> = {}): Timeouts {
  checkOptions('timeouts', wishes)
  const timeouts = { ...defaults }
  for (const [name, value] of Object.entries(wishes)) {
    if (value === undefined) continue
    if (!isTimeout(name)) throw configError(`There is no timeout called ${name.slice(0, 40)}.`)
    if (typeof value !== 'number' || !(value >= 0)) {
      throw configError(`timeouts.${name} is a number of milliseconds, 0 or more.`)
    }
    timeouts[name] = value
  }
  return timeouts
}

function isTimeout(name: string): name is keyof Timeouts {
  return Object.hasOwn(defaults, name)
}
