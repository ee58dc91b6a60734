import type { OracleWord } from '@gradium-kit/emulator'

/** Frames of 80 ms in so many seconds. */
export function framesOf(seconds: number): number {
  return Math.round(seconds * 12.5)
}

/** Sentences of five words, 480 ms from one to the next, with a pause of a second after each. */
export function sentences(seconds: number): OracleWord[] {
  const words: OracleWord[] = []
  for (let frame = 5; frame + 24 < framesOf(seconds);) {
    words.push({ text: `w${words.length}`, startFrame: frame, frameCount: 4 })
    frame += words.length % 5 === 0 ? 16 : 6
  }
  return words
}

/** Words without a pause between them, from 80 to 640 ms long. */
export function torrent(
  fromSeconds: number,
  toSeconds: number,
  text = 'w',
  streamId: 0 | 1 = 0,
): OracleWord[] {
  const words: OracleWord[] = []
  for (let frame = framesOf(fromSeconds); ;) {
    const frameCount = 1 + ((words.length * 5) % 8)
    if (frame + frameCount > framesOf(toSeconds)) return words
    words.push({ text: `${text}${words.length}`, startFrame: frame, frameCount, streamId })
    frame += frameCount
  }
}

/** The same word again and again. */
export function again(
  text: string,
  fromSeconds: number,
  toSeconds: number,
  every = 3,
): OracleWord[] {
  const words: OracleWord[] = []
  for (let frame = framesOf(fromSeconds); frame + 2 <= framesOf(toSeconds); frame += every)
    words.push({ text, startFrame: frame, frameCount: 2 })
  return words
}
