import type { GradiumError } from '../errors.ts'
import type { DecodeBase64 } from '../protocol/parse-message.ts'

/** What to connect to. */
export interface SocketRequest {
  url: string
  headers: Readonly<Record<string, string>>
  /** The largest message accepted, in bytes. */
  maxMessageBytes: number
  /** Removes the key and the tokens from a text. */
  redact: (text: string) => string
}

/** What a socket reports. `onClose` comes exactly once, last, whether it had opened or not. */
export interface SocketHandlers {
  onOpen(): void
  onText(text: string): void
  /** The answer to a ping. */
  onPong?(): void
  /** The service sent what it must not, in the words of a protocol error. */
  onViolation(what: string): void
  /** `failure` is why it never opened, or broke, where the runtime tells. It holds no URL and no header. */
  onClose(code: number, reason: string, failure?: GradiumError): void
}

/** One WebSocket. It never throws: every failure is reported once, through `onClose`. */
export interface Socket {
  /** Sends a text message. */
  send(text: string): void
  /** Bytes accepted by {@link Socket.send} that have not left yet. */
  readonly bufferedAmount: number
  /** Starts the closing handshake. */
  close(code: number): void
  /** Drops the connection at once. */
  terminate(): void
  /** Stops reading, where the runtime can; the peer is slowed down. */
  pause?(): void
  resume?(): void
  /** Asks the peer for a sign of life, where the runtime can. */
  ping?(): void
  /** Whether the socket alone keeps the process alive, where a runtime can tell. It does at first. */
  hold?(isHeld: boolean): void
}

/** What differs between Node and everything else. */
export interface Platform {
  openSocket(request: SocketRequest, handlers: SocketHandlers): Socket
  /** Whether a WebSocket can carry the API key in a header; where not, it takes a token. */
  hasSocketHeaders: boolean
  /** Strict: throws on anything that is not padded standard base64. */
  decodeBase64: DecodeBase64
  /** A faster encoder than the one that every runtime has. */
  encodeBase64?(bytes: Uint8Array): string
  environment(name: string): string | undefined
}
