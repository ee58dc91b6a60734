import { Resampler } from '@gradium-kit/audio'

/** Changes the rate of sound that is there as a whole. */
export function resampleOnce(
  samples: Float32Array,
  inputRateHz: number,
  outputRateHz: number,
): Float32Array {
  const resampler = new Resampler({ inputRateHz, outputRateHz })
  const start = resampler.push(samples)
  const end = resampler.finish()
  const whole = new Float32Array(start.length + end.length)
  whole.set(start)
  whole.set(end, start.length)
  return whole
}
