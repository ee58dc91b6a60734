import {
  crcAt,
  frameBytes,
  frameTemplate,
  headerChecksum,
  indexAt,
  slotAt,
} from './frame-layout.ts'
import { type OracleWord, checkOracleWords, oracleStreamIds, ofStream } from './oracle-word.ts'

export interface OracleSpeechOptions {
  /** Length of the speech in frames of 80 ms. @default the end of its last word */
  frameCount?: number
}

/**
 * Speech that describes itself, for `engine: 'oracle'`: frames of 80 ms, each 3,840 bytes of 16-bit little-endian PCM at
 * 24 kHz, that say which word they belong to. Frames are made when they are asked for; nothing is kept of them.
 */
export interface OracleSpeech extends Iterable<Uint8Array<ArrayBuffer>> {
  readonly frameCount: number
  /** One frame by its index, also one behind the end: silence then. */
  frame(index: number): Uint8Array<ArrayBuffer>
  /** All frames joined. */
  bytes(): Uint8Array<ArrayBuffer>
}

interface NumberedWord extends OracleWord {
  /** Place in the list given, from 1. */
  number: number
  textBytes: Uint8Array
}

/**
 * Writes words into frames. They are read once: later changes of the list mean nothing.
 * @throws TypeError with a sentence for words that cannot be written.
 */
export function oracleSpeech(
  words: readonly OracleWord[],
  options: OracleSpeechOptions = {},
): OracleSpeech {
  checkOracleWords(words)
  const encoder = new TextEncoder()
  const numbered = words.map((word, place) => ({
    ...word,
    number: place + 1,
    textBytes: encoder.encode(word.text),
  }))
  const ends = words.map((word) => word.startFrame + word.frameCount)
  const frameCount = options.frameCount ?? ends.reduce((a, b) => Math.max(a, b), 0)
  const streams = oracleStreamIds.map((streamId) => ({
    at: slotAt(streamId),
    words: ofStream(numbered, streamId),
  }))

  function frame(index: number): Uint8Array<ArrayBuffer> {
    const bytes = frameTemplate(index)
    const view = new DataView(bytes.buffer)
    view.setUint32(indexAt, index, true)
    bytes.fill(0, slotAt(0), crcAt)
    for (const stream of streams) {
      const word = wordAt(stream.words, index)
      if (word !== undefined) writeWord(view, stream.at, word, index)
    }
    view.setUint32(crcAt, headerChecksum(bytes), true)
    return bytes
  }

  function* frames(): Generator<Uint8Array<ArrayBuffer>, void> {
    for (let index = 0; index < frameCount; index += 1) yield frame(index)
  }

  return {
    frameCount,
    frame,
    bytes: () => {
      const all = new Uint8Array(frameCount * frameBytes)
      for (let index = 0; index < frameCount; index += 1) all.set(frame(index), index * frameBytes)
      return all
    },
    [Symbol.iterator]: frames,
  }
}

/** The word of one stream that a frame belongs to. */
function wordAt(words: readonly NumberedWord[], index: number): NumberedWord | undefined {
  let low = 0
  let high = words.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (words[middle]!.startFrame <= index) low = middle + 1
    else high = middle
  }
  const word = words[low - 1]
  return word !== undefined && index < word.startFrame + word.frameCount ? word : undefined
}

function writeWord(view: DataView, at: number, word: NumberedWord, index: number): void {
  view.setUint32(at, word.number, true)
  view.setUint16(at + 4, index - word.startFrame, true)
  view.setUint16(at + 6, word.frameCount, true)
  view.setUint8(at + 8, word.textBytes.length)
  new Uint8Array(view.buffer).set(word.textBytes, at + 10)
}
