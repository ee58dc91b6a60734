export function sine(
  frequencyHz: number,
  sampleRateHz: number,
  sampleCount: number,
  amplitude = 1,
): Float32Array<ArrayBuffer> {
  return Float32Array.from(
    { length: sampleCount },
    (_, index) => amplitude * Math.sin((2 * Math.PI * frequencyHz * index) / sampleRateHz),
  )
}

/** The sine of this frequency that fits best, and what it leaves over. The ends, where a filter settles, do not count. */
export function fitSine(
  samples: Float32Array,
  frequencyHz: number,
  sampleRateHz: number,
  margin: number,
): { gainDb: number; residueDb: number } {
  let ss = 0
  let sc = 0
  let cc = 0
  let xs = 0
  let xc = 0
  const omega = (2 * Math.PI * frequencyHz) / sampleRateHz
  for (let index = margin; index < samples.length - margin; index++) {
    const s = Math.sin(omega * index)
    const c = Math.cos(omega * index)
    ss += s * s
    sc += s * c
    cc += c * c
    xs += samples[index]! * s
    xc += samples[index]! * c
  }
  const determinant = ss * cc - sc * sc
  const a = (xs * cc - xc * sc) / determinant
  const b = (xc * ss - xs * sc) / determinant
  let residue = 0
  for (let index = margin; index < samples.length - margin; index++) {
    residue += (samples[index]! - a * Math.sin(omega * index) - b * Math.cos(omega * index)) ** 2
  }
  const power = residue / (samples.length - 2 * margin)
  return { gainDb: 20 * Math.log10(Math.hypot(a, b)), residueDb: 10 * Math.log10(2 * power) }
}

/** Power relative to a full-scale sine. */
export function levelDb(samples: Float32Array, margin = 0): number {
  let sum = 0
  for (let index = margin; index < samples.length - margin; index++) sum += samples[index]! ** 2
  return 10 * Math.log10((2 * sum) / (samples.length - 2 * margin))
}

/** Uniform noise that is the same in every run. */
export function noise(sampleCount: number, amplitude = 1, seed = 1): Float32Array<ArrayBuffer> {
  const random = seededRandom(seed)
  return Float32Array.from({ length: sampleCount }, () => amplitude * (2 * random() - 1))
}

/** Numbers in 0 … 1, exclusive, that are the same in every run (a 32-bit xorshift). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 0x1_0000_0000
  }
}
