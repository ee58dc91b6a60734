/** 16-bit samples of a tone. */
export function tone(
  frequencyHz: number,
  seconds: number,
  sampleRateHz: number,
  amplitude = 0.5,
): Int16Array<ArrayBuffer> {
  const step = (2 * Math.PI * frequencyHz) / sampleRateHz
  return Int16Array.from({ length: Math.round(seconds * sampleRateHz) }, (_, index) =>
    Math.round(Math.sin(index * step) * amplitude * 32_767),
  )
}

/** What a player makes of 16-bit samples where nothing is to be resampled. */
export function asFloat(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (sample) => sample / 32_768)
}

/** The largest difference between one sample and the next. */
export function largestStep(samples: Float32Array): number {
  let largest = 0
  for (let index = 1; index < samples.length; index++)
    largest = Math.max(largest, Math.abs(samples[index]! - samples[index - 1]!))
  return largest
}

/** Where the pattern begins in the samples, exactly as it is; −1 where it does not. */
export function indexOfSamples(samples: Float32Array, pattern: Float32Array): number {
  for (let start = 0; start + pattern.length <= samples.length; start++) {
    let at = 0
    while (at < pattern.length && samples[start + at] === pattern[at]) at += 1
    if (at === pattern.length) return start
  }
  return -1
}

/** The amplitude of one frequency, under a window that keeps others 90 dB away. */
export function amplitudeAt(
  samples: Float32Array,
  frequencyHz: number,
  sampleRateHz: number,
): number {
  let real = 0
  let imaginary = 0
  let sum = 0
  for (let index = 0; index < samples.length; index++) {
    const turn = (2 * Math.PI * index) / (samples.length - 1)
    const weight =
      0.358_75 -
      0.488_29 * Math.cos(turn) +
      0.141_28 * Math.cos(2 * turn) -
      0.011_68 * Math.cos(3 * turn)
    const angle = (2 * Math.PI * frequencyHz * index) / sampleRateHz
    real += samples[index]! * weight * Math.cos(angle)
    imaginary -= samples[index]! * weight * Math.sin(angle)
    sum += weight
  }
  return (2 * Math.hypot(real, imaginary)) / sum
}

/** The frequency of a tone, from where it first and last crosses zero upwards. */
export function frequencyOf(samples: Float32Array, sampleRateHz: number): number {
  const crossings: number[] = []
  for (let index = 1; index < samples.length; index++) {
    const before = samples[index - 1]!
    const after = samples[index]!
    if (before < 0 && after >= 0) crossings.push(index - 1 + before / (before - after))
  }
  return ((crossings.length - 1) * sampleRateHz) / (crossings.at(-1)! - crossings[0]!)
}
