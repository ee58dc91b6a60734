import { encodeWav } from '@gradium-kit/audio'

/** The rate of Chromium's fake device: no other file reaches the page sample for sample. */
export const recordingRateHz = 44_100

/** Where the parts of the recording begin, in seconds. */
export const recordingParts = { noise: 0, tone: 3, quiet: 4, noiseAgain: 5, end: 6 } as const

/** What the fake microphone hears: noise, a tone of 15 kHz, quiet noise, noise again. Multiples of 1/32,768. */
export function recording(): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(recordingParts.end * recordingRateHz)
  let state = 1
  for (let index = 0; index < samples.length; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const noise = state / 2 ** 31 - 1
    const seconds = index / recordingRateHz
    const sample =
      seconds >= recordingParts.tone && seconds < recordingParts.quiet
        ? 0.5 * Math.sin(2 * Math.PI * 15_000 * seconds)
        : noise *
          (seconds >= recordingParts.quiet && seconds < recordingParts.noiseAgain ? 0.001 : 0.3)
    samples[index] = Math.round(sample * 32_768) / 32_768
  }
  return samples
}

export function recordingWav(): Uint8Array<ArrayBuffer> {
  const pcm = new Int16Array(recording().map((sample) => sample * 32_768))
  return encodeWav(new Uint8Array(pcm.buffer), {
    encoding: 'pcm',
    sampleRateHz: recordingRateHz,
    channelCount: 1,
    bitsPerSample: 16,
  })
}
