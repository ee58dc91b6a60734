/** Pieces of sound as one. */
export function joinSamples(pieces: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(pieces.reduce((total, piece) => total + piece.length, 0))
  let position = 0
  for (const piece of pieces) {
    samples.set(piece, position)
    position += piece.length
  }
  return samples
}
