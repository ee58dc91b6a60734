import { Resampler } from '@gradium-kit/audio'
import { joinSamples } from './join-samples.ts'

/** Sound that is there as a whole, at another rate. */
export function resampled(
  samples: Float32Array,
  inputRateHz: number,
  outputRateHz: number,
): Float32Array<ArrayBuffer> {
  const resampler = new Resampler({ inputRateHz, outputRateHz })
  return joinSamples([resampler.push(samples), resampler.finish()])
}
