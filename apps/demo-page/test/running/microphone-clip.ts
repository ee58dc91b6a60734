import { writeFile } from 'node:fs/promises'
import { decodeWavSamples, encodeWav, readWav, Resampler, pcm16FromFloat } from '@gradium-kit/audio'
import { clip } from '@gradium-kit/fixtures'

/** The rate of Chromium's fake microphone. */
const rateHz = 44_100
const quietBeforeSeconds = 0.6
/** Long enough for a turn to end, and for the page to answer it. */
const quietAfterSeconds = 6

const { bytes, text } = clip('tone-en')

/** What is said in front of the fake microphone, again and again. */
export const spokenText = text

/** Writes what Chromium's fake microphone plays, in a loop. */
export async function writeMicrophoneClip(path: string): Promise<void> {
  const { format, data } = readWav(bytes)
  const [samples] = decodeWavSamples(data, format)
  const resampler = new Resampler({ inputRateHz: format.sampleRateHz, outputRateHz: rateHz })
  const speech = [resampler.push(samples!), resampler.finish()]
  const length = speech.reduce((sum, part) => sum + part.length, 0)
  const before = quietBeforeSeconds * rateHz
  const all = new Float32Array(before + length + quietAfterSeconds * rateHz)
  all.set(speech[0]!, before)
  all.set(speech[1]!, before + speech[0]!.length)
  const wav = { encoding: 'pcm', sampleRateHz: rateHz, channelCount: 1, bitsPerSample: 16 } as const
  await writeFile(path, encodeWav(pcm16FromFloat(all), wav))
}
