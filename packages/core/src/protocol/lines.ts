import { protocolError } from './parse-message.ts'

/** Cuts a byte stream of JSON lines into text lines, whatever its chunks. Blank lines are left out. */
export class LineReader {
  readonly #maxBytes: number
  #decoder = new TextDecoder('utf-8', { fatal: true })
  #pending: Uint8Array[] = []
  #pendingBytes = 0

  /** @param maxBytes The longest line accepted, in bytes; a longer one throws `protocol`. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** The lines that this chunk completes. */
  push(chunk: Uint8Array): string[] {
    const lines: string[] = []
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      this.#add(chunk.subarray(start, end))
      this.#take(lines)
      start = end + 1
    }
    this.#add(chunk.subarray(start))
    return lines
  }

  /** What stands after the last line break, if it is not blank. */
  finish(): string[] {
    const lines: string[] = []
    this.#take(lines)
    return lines
  }

  #add(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.#pendingBytes += bytes.length
    if (this.#pendingBytes > this.#maxBytes)
      throw protocolError(`a line longer than ${this.#maxBytes} bytes`)
    this.#pending.push(bytes)
  }

  #take(lines: string[]): void {
    if (this.#pendingBytes === 0) return
    const pieces = this.#pending
    const bytes = pieces.length === 1 ? pieces[0]! : concatBytes(pieces)
    this.#pending = []
    this.#pendingBytes = 0
    let line: string
    try {
      line = this.#decoder.decode(bytes)
    } catch {
      throw protocolError('a line that is not UTF-8')
    }
    if (line.trim() !== '') lines.push(line)
  }
}

/** One array with the bytes of all. */
export function concatBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let offset = 0
  for (const piece of pieces) {
    whole.set(piece, offset)
    offset += piece.length
  }
  return whole
}
