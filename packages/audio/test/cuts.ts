import * as fc from 'fast-check'

/** Cuts something into pieces of the given lengths, again and again, until nothing is left. Lengths of 0 make empty pieces. */
export function cut<T extends { length: number; subarray(start: number, end: number): T }>(
  whole: T,
  lengths: readonly number[],
): T[] {
  const pieces: T[] = []
  const cycle = lengths.some((length) => length > 0) ? lengths : [1]
  for (let at = 0, turn = 0; at < whole.length; turn++) {
    const end = Math.min(whole.length, at + cycle[turn % cycle.length]!)
    pieces.push(whole.subarray(at, end))
    at = end
  }
  return pieces
}

export function joinFloats(pieces: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return joined
}

export const cutLengths = (maxLength: number): fc.Arbitrary<number[]> =>
  fc.array(fc.nat({ max: maxLength }), { minLength: 1, maxLength: 8 })
