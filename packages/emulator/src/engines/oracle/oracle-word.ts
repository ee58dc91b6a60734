/** One word of oracle speech and the frames it fills. */
export interface OracleWord {
  /** 1 to 24 bytes of UTF-8 without white space. */
  text: string
  /** First frame of 80 ms, counted from 0. */
  startFrame: number
  /** 1 to 65,535 frames of 80 ms. */
  frameCount: number
  /** Which text stream it belongs to; two words of one stream never overlap. @default 0 */
  streamId?: 0 | 1
}

export const oracleStreamIds = [0, 1] as const
export const maxTextBytes = 24
const maxFrameCount = 65_535
const maxFrame = 2 ** 32 - 1

/** @throws TypeError with a sentence for the first word that cannot be written into frames. */
export function checkOracleWords(words: readonly OracleWord[]): void {
  for (const word of words) checkWord(word)
  for (const streamId of oracleStreamIds) {
    let previous: OracleWord | undefined
    for (const word of ofStream(words, streamId)) {
      if (previous !== undefined && word.startFrame < previous.startFrame + previous.frameCount) {
        throw new TypeError(
          `The words '${previous.text}' and '${word.text}' of stream ${streamId} overlap at frame ${word.startFrame}. Give one of them the other streamId, or move it.`,
        )
      }
      previous = word
    }
  }
}

/** The words of one stream in order of time. */
export function ofStream<T extends OracleWord>(words: readonly T[], streamId: 0 | 1): T[] {
  return words
    .filter((word) => (word.streamId ?? 0) === streamId)
    .toSorted((a, b) => a.startFrame - b.startFrame)
}

function checkWord({ text, startFrame, frameCount, streamId }: OracleWord): void {
  const name = `The oracle word '${text.slice(0, 40)}'`
  const byteLength = Buffer.byteLength(text)
  if (
    byteLength < 1 ||
    byteLength > maxTextBytes ||
    /\s/u.test(text) ||
    /\p{Surrogate}/u.test(text)
  ) {
    throw new TypeError(
      `${name} must be 1 to ${maxTextBytes} bytes of UTF-8 without white space; it has ${byteLength}.`,
    )
  }
  if (!Number.isInteger(frameCount) || frameCount < 1 || frameCount > maxFrameCount) {
    throw new TypeError(`${name} must last 1 to ${maxFrameCount} whole frames, not ${frameCount}.`)
  }
  if (!Number.isInteger(startFrame) || startFrame < 0 || startFrame + frameCount > maxFrame) {
    throw new TypeError(`${name} must start at a whole frame from 0, not ${startFrame}.`)
  }
  if (streamId !== undefined && !oracleStreamIds.includes(streamId)) {
    throw new TypeError(`${name} must have streamId 0 or 1, not ${String(streamId)}.`)
  }
}
