/** A phone as Flite timed it. */
export interface TimedPhone {
  phone: string
  startSeconds: number
  endSeconds: number
}

export interface WordSpan {
  startSeconds: number
  endSeconds: number
}

/** Reads lines of `phone:endSeconds` pairs. Times run on from line to line. */
export function parseTimedPhones(lines: readonly string[]): TimedPhone[] {
  const phones: TimedPhone[] = []
  let base = 0
  for (const line of lines) {
    let last = base
    for (const entry of line.trim().split(/\s+/u)) {
      const [phone, end] = entry.split(':')
      const endSeconds = base + Number(end)
      if (phone === undefined || !Number.isFinite(endSeconds)) continue
      phones.push({ phone, startSeconds: last, endSeconds })
      last = endSeconds
    }
    base = last
  }
  return phones
}

/**
 * Finds where each token lies in a spoken sentence, by aligning the phones of the tokens spoken
 * alone with those of the sentence at the least edit distance. A token without phones gets an
 * empty span where it stands.
 */
export function alignTokens(
  tokenPhones: readonly (readonly string[])[],
  sentence: readonly TimedPhone[],
): WordSpan[] {
  const spoken = sentence.filter(({ phone }) => phone !== 'pau')
  const owners = tokenPhones.flatMap((phones, token) => phones.map((phone) => ({ phone, token })))
  const spans: (WordSpan | undefined)[] = tokenPhones.map(() => undefined)
  for (const [index, owner] of ownersOf(spoken, owners).entries()) {
    const { startSeconds, endSeconds } = spoken[index]!
    const span = spans[owner]
    if (span === undefined) spans[owner] = { startSeconds, endSeconds }
    else span.endSeconds = endSeconds
  }
  let last = spoken[0]?.startSeconds ?? 0
  return spans.map((span) => {
    const placed = span ?? { startSeconds: last, endSeconds: last }
    last = placed.endSeconds
    return placed
  })
}

/** The token each spoken phone belongs to. */
function ownersOf(
  spoken: readonly TimedPhone[],
  owners: readonly { phone: string; token: number }[],
): number[] {
  const width = owners.length + 1
  const costs = new Uint16Array((spoken.length + 1) * width)
  for (let column = 0; column < width; column += 1) costs[column] = column
  for (let row = 1; row <= spoken.length; row += 1) {
    costs[row * width] = row
    for (let column = 1; column < width; column += 1) {
      const isSame = spoken[row - 1]!.phone === owners[column - 1]!.phone
      costs[row * width + column] = Math.min(
        costs[(row - 1) * width + column - 1]! + (isSame ? 0 : 1),
        costs[(row - 1) * width + column]! + 1,
        costs[row * width + column - 1]! + 1,
      )
    }
  }
  const result = Array.from({ length: spoken.length }, () => 0)
  let column = owners.length
  for (let row = spoken.length; row > 0;) {
    const cost = costs[row * width + column]!
    const isSame = column > 0 && spoken[row - 1]!.phone === owners[column - 1]!.phone
    if (column > 0 && cost === costs[(row - 1) * width + column - 1]! + (isSame ? 0 : 1)) {
      column -= 1
      row -= 1
      result[row] = owners[column]!.token
    } else if (column > 0 && cost === costs[row * width + column - 1]! + 1) {
      column -= 1
    } else {
      row -= 1
      result[row] = owners[Math.max(0, column - 1)]?.token ?? 0
    }
  }
  return result
}
