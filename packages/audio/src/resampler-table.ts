const zeroCrossings = 32
const kaiserBeta = 9
const rollOff = 0.94
/** A worklet or server uses a handful of ratios; what goes beyond is computed again. */
const maxTables = 8

export interface ResamplerTable {
  /** Taps on each side of an output sample; a phase has twice as many. */
  halfLength: number
  /** One row of taps for each of the phases, end to end. */
  taps: Float32Array
}

const tables = new Map<string, ResamplerTable>()

/** Bytes the taps of a ratio take: what decides whether it is usable at all. */
export function tableByteLength(phaseCount: number, step: number): number {
  return phaseCount * 2 * halfLengthOf(phaseCount, step) * 4
}

/**
 * The taps for resampling by `phaseCount / step`, both without a common divisor. Shared: never write to them.
 * Smith, "Digital Audio Resampling", with a Kaiser window.
 */
export function resamplerTable(phaseCount: number, step: number): ResamplerTable {
  const key = `${phaseCount}/${step}`
  const known = tables.get(key)
  if (known !== undefined) return known
  const table = computeTable(phaseCount, step)
  const [oldest] = tables.keys()
  if (tables.size >= maxTables && oldest !== undefined) tables.delete(oldest)
  tables.set(key, table)
  return table
}

function halfLengthOf(phaseCount: number, step: number): number {
  return Math.ceil(zeroCrossings * Math.max(1, step / phaseCount))
}

function computeTable(phaseCount: number, step: number): ResamplerTable {
  const halfLength = halfLengthOf(phaseCount, step)
  const tapCount = 2 * halfLength
  const reach = zeroCrossings * Math.max(1, step / phaseCount)
  const cutoff = rollOff * Math.min(1, phaseCount / step)
  const taps = new Float32Array(phaseCount * tapCount)
  const row = new Float64Array(tapCount)
  for (let phase = 0; phase < phaseCount; phase++) {
    let sum = 0
    for (let tap = 0; tap < tapCount; tap++) {
      const distance = tap - halfLength + 1 - phase / phaseCount
      const value = sinc(cutoff * distance) * kaiser(distance / reach)
      row[tap] = value
      sum += value
    }
    // Every phase passes a constant unchanged; otherwise silence with an offset would hum at the rate of the phases.
    for (let tap = 0; tap < tapCount; tap++) taps[phase * tapCount + tap] = row[tap]! / sum
  }
  return { halfLength, taps }
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : besselI0(kaiserBeta * Math.sqrt(1 - x * x)) / besselI0(kaiserBeta)
}

/** The modified Bessel function of the first kind and order zero, by its power series. */
function besselI0(x: number): number {
  let sum = 1
  let term = 1
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}
