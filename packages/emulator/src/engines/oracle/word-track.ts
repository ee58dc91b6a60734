import type { Heard } from '../engine.ts'
import type { FrameReader } from './frame-reader.ts'
import { frameSamples } from './frame-layout.ts'

const sampleRateHz = 24_000

interface OpenWord {
  number: number
  text: string
  startSample: number
  nextPosition: number
  frameCount: number
}

/**
 * The words of one stream. A word is heard as it is when all its frames came in a row, as `~text` when it does not begin
 * with its first, and as `text~` when it does not end with its last.
 */
export class WordTrack {
  readonly #streamId: 0 | 1
  #open: OpenWord | undefined

  constructor(streamId: 0 | 1) {
    this.#streamId = streamId
  }

  /** Takes the frame that begins at a sample, right behind the one before. */
  *frame(frame: FrameReader, startSample: number): Generator<Heard> {
    const number = frame.wordNumber(this.#streamId)
    if (number === 0) {
      yield* this.cut(startSample)
      return
    }
    const position = frame.position(this.#streamId)
    if (this.#open?.number !== number || this.#open.nextPosition !== position) {
      yield* this.cut(startSample)
      const text = frame.text(this.#streamId)
      this.#open = {
        number,
        text: position === 0 ? text : `~${text}`,
        startSample,
        nextPosition: position,
        frameCount: frame.frameCount(this.#streamId),
      }
    }
    const word = this.#open
    word.nextPosition += 1
    if (word.nextPosition < word.frameCount) return
    this.#open = undefined
    yield this.#heard(word, word.text, startSample + frameSamples)
  }

  /** The frames do not go on behind this sample: an open word ends early. */
  *cut(endSample: number): Generator<Heard> {
    const word = this.#open
    if (word === undefined) return
    this.#open = undefined
    yield this.#heard(word, `${word.text}~`, endSample)
  }

  #heard({ startSample }: OpenWord, text: string, endSample: number): Heard {
    return {
      text,
      startSeconds: startSample / sampleRateHz,
      endSeconds: endSample / sampleRateHz,
      source: 'oracle',
      streamId: this.#streamId,
    }
  }
}
