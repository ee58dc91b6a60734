import { AudioError } from './errors.ts'
import { joinBytes } from './join-bytes.ts'
import {
  capturePattern,
  continuedFlag,
  firstFlag,
  lastFlag,
  readOggPage,
  type OggPage,
} from './ogg-page.ts'

/** One packet of a logical stream. */
export interface OggPacket {
  /** Shares memory with the input unless the packet came in several pieces. */
  data: Uint8Array
  /** Where the stream stands after this packet, in the codec's unit; only on the last packet that ends in a page. */
  granulePosition: bigint | undefined
  /** Whether a logical stream begins with this packet, which also happens again in a chain of streams. */
  isFirst: boolean
  /** Whether the logical stream ends with this packet. Its data are empty when the last page held none. */
  isLast: boolean
  /** Tells logical streams apart. */
  serial: number
}

interface LogicalStream {
  /** Pieces of the packet that goes on in the next page. */
  pieces: Uint8Array[]
  pieceBytes: number
  nextSequence: number
  isAtStart: boolean
}

const maxPacketBytes = 16 * 1024 * 1024
const maxOpenStreams = 16
/** Also bounds the time that hostile input can take. */
const maxDamagedInARow = 100

/**
 * Takes an Ogg stream (RFC 3533) apart into packets, however the bytes are cut. Checksums are verified; damaged pages and whatever
 * lies between pages are passed over, together with the packets that they tear. Chained and interleaved streams are both understood.
 */
export class OggReader {
  /** The beginning of a page whose rest has not come, then room. */
  #pending = new Uint8Array(0)
  #pendingBytes = 0
  readonly #streams = new Map<number, LogicalStream>()
  #hasPages = false
  #damagedInARow = 0

  /**
   * The packets completed by these bytes.
   *
   * @throws AudioError `ogg` when a single packet exceeds 16 MiB, or 100 pages in a row have wrong checksums.
   */
  push(bytes: Uint8Array): OggPacket[] {
    const input = this.#pendingBytes === 0 ? bytes : this.#append(bytes)
    const packets: OggPacket[] = []
    let at = 0
    while (at < input.length) {
      const page = readOggPage(input, at)
      if (page === 'incomplete' && isPossibleStart(input, at)) {
        // A whole page within an incomplete one: the latter was cut off, or is garbage that begins like a page.
        const next = findCapturePattern(input, at + 1)
        if (next === input.length || typeof readOggPage(input, next) === 'string') break
        at = next
      } else if (typeof page === 'string') {
        if (page === 'damaged') this.#countDamaged()
        at = findCapturePattern(input, at + 1)
      } else {
        this.#hasPages = true
        this.#damagedInARow = 0
        this.#readPackets(page, packets)
        at += page.byteLength
      }
    }
    this.#keep(input, at)
    return packets
  }

  /**
   * Call it at the end of the stream. The reader can then be used anew.
   *
   * @returns whether the bytes end within a page or a packet, or none of them were Ogg. A missing end-of-stream mark alone does not
   * count: live streams often lack it.
   */
  finish(): { isTruncated: boolean } {
    const isTorn = [...this.#streams.values()].some(({ pieces }) => pieces.length > 0)
    const isTruncated = isTorn || this.#pendingBytes > 0 || !this.#hasPages
    this.#pending = new Uint8Array(0)
    this.#pendingBytes = 0
    this.#damagedInARow = 0
    this.#streams.clear()
    this.#hasPages = false
    return { isTruncated }
  }

  #append(bytes: Uint8Array): Uint8Array {
    const needed = this.#pendingBytes + bytes.length
    if (needed > this.#pending.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.#pending.length))
      larger.set(this.#pending.subarray(0, this.#pendingBytes))
      this.#pending = larger
    }
    this.#pending.set(bytes, this.#pendingBytes)
    this.#pendingBytes = needed
    return this.#pending.subarray(0, needed)
  }

  /** Packets share the memory of what was consumed: the rest moves to memory of its own. */
  #keep(input: Uint8Array, from: number): void {
    if (from === 0 && input.buffer === this.#pending.buffer) return
    this.#pending = new Uint8Array(input.subarray(from))
    this.#pendingBytes = this.#pending.length
  }

  #countDamaged(): void {
    this.#damagedInARow++
    if (this.#damagedInARow >= maxDamagedInARow) {
      throw new AudioError(
        'ogg',
        `${maxDamagedInARow} Ogg pages in a row have wrong checksums: the stream is damaged.`,
      )
    }
  }

  #readPackets(page: OggPage, packets: OggPacket[]): void {
    const stream = this.#streamOf(page)
    const isContinued = (page.flags & continuedFlag) !== 0
    let isTorn = isContinued && stream.pieces.length === 0
    if (!isContinued) dropPieces(stream)
    const firstNew = packets.length
    let start = 0
    let end = 0
    for (const length of page.lacing) {
      end += length
      if (length === 255) continue
      if (!isTorn) packets.push(finishPacket(page, stream, start, end))
      isTorn = false
      start = end
    }
    if (start < end && !isTorn) addPiece(stream, new Uint8Array(page.body.subarray(start, end)))
    this.#markPageEnd(page, packets, firstNew, stream)
  }

  #markPageEnd(page: OggPage, packets: OggPacket[], firstNew: number, stream: LogicalStream): void {
    const granulePosition = page.granulePosition < 0n ? undefined : page.granulePosition
    const isLast = (page.flags & lastFlag) !== 0
    if (isLast) {
      if (packets.length === firstNew) packets.push(finishPacket(page, stream, 0, 0))
      this.#streams.delete(page.serial)
    }
    const last = packets.length > firstNew ? packets.at(-1) : undefined
    if (last !== undefined) {
      last.granulePosition = granulePosition
      last.isLast = isLast
    }
  }

  #streamOf(page: OggPage): LogicalStream {
    let stream = this.#streams.get(page.serial)
    const isFirst = (page.flags & firstFlag) !== 0
    if (stream === undefined || isFirst) {
      stream = { pieces: [], pieceBytes: 0, nextSequence: page.sequence, isAtStart: isFirst }
      this.#streams.set(page.serial, stream)
      const [oldest] = this.#streams.keys()
      if (this.#streams.size > maxOpenStreams && oldest !== undefined) this.#streams.delete(oldest)
    }
    if (page.sequence !== stream.nextSequence) dropPieces(stream)
    stream.nextSequence = (page.sequence + 1) >>> 0
    return stream
  }
}

function finishPacket(page: OggPage, stream: LogicalStream, start: number, end: number): OggPacket {
  let data = page.body.subarray(start, end)
  if (stream.pieces.length > 0) {
    data = joinBytes([...stream.pieces, data])
    dropPieces(stream)
  }
  const isFirst = stream.isAtStart
  stream.isAtStart = false
  return { data, granulePosition: undefined, isFirst, isLast: false, serial: page.serial }
}

function addPiece(stream: LogicalStream, piece: Uint8Array): void {
  stream.pieces.push(piece)
  stream.pieceBytes += piece.length
  if (stream.pieceBytes > maxPacketBytes) {
    throw new AudioError(
      'ogg',
      'An Ogg packet goes on for more than 16 MiB: the stream is damaged, or not audio.',
    )
  }
}

function dropPieces(stream: LogicalStream): void {
  stream.pieces = []
  stream.pieceBytes = 0
}

/** Whether what is there, be it only the first letter, agrees with the beginning of a page. */
function isPossibleStart(bytes: Uint8Array, at: number): boolean {
  const length = Math.min(4, bytes.length - at)
  for (let index = 0; index < length; index++) {
    if (bytes[at + index] !== ((capturePattern >> (24 - 8 * index)) & 255)) return false
  }
  return true
}

function findCapturePattern(bytes: Uint8Array, from: number): number {
  const firstLetter = capturePattern >> 24
  let at = bytes.indexOf(firstLetter, from)
  while (at !== -1 && !isPossibleStart(bytes, at)) at = bytes.indexOf(firstLetter, at + 1)
  return at === -1 ? bytes.length : at
}
