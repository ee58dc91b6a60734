/** Samples that are all different from their neighbours and never zero. */
export function noise(count: number): Int16Array<ArrayBuffer> {
  let state = 7
  return Int16Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return ((state >>> 16) % 16_000) - 8_000 || 1
  })
}

/** Where a part lies in a whole, sample for sample; -1 where it does not. */
export function indexOf(whole: Int16Array, part: Int16Array): number {
  const lastStart = whole.length - part.length
  for (let start = 0; start <= lastStart; start++) {
    let length = 0
    while (length < part.length && whole[start + length] === part[length]) length += 1
    if (length === part.length) return start
  }
  return -1
}
