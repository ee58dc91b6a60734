const shortestPiece = 40
const longestPiece = 300
const abbreviation = /^(?:dr|mr|mrs|ms|st|prof|jr|sr|vs|etc|e\.g|i\.e|no)\.$/iu

const replacements: [RegExp, string][] = [
  [/[\u2018\u2019]/gu, "'"],
  [/[\u201c\u201d\u00ab\u00bb]/gu, '"'],
  [/[\u2013\u2014]/gu, '-'],
  [/\u2026/gu, '...'],
  [/\u20ac/gu, ' euros'],
  [/\u00a3/gu, ' pounds'],
  [/\p{Mark}/gu, ''],
  [/[^\u0021-\u007e]+/gu, ' '],
]

/** A token as Flite can read it: ASCII on one line, possibly nothing. */
export function speakable(token: string): string {
  let text = token.normalize('NFKD')
  for (const [pattern, replacement] of replacements) text = text.replace(pattern, replacement)
  return /[a-z0-9$%&@+=#]/iu.test(text) ? text.trim() : ''
}

/** Cuts tokens into pieces that end with a sentence where possible, so that sound starts early. */
export function sentencePieces(tokens: readonly string[]): string[][] {
  const pieces: string[][] = []
  let piece: string[] = []
  let length = 0
  for (const token of tokens) {
    piece.push(token)
    length += token.length + 1
    const endsSentence = /[.!?]["')\]]*$/u.test(token) && !abbreviation.test(token)
    if (length >= longestPiece || (endsSentence && length >= shortestPiece)) {
      pieces.push(piece)
      piece = []
      length = 0
    }
  }
  if (piece.length > 0) pieces.push(piece)
  return pieces
}
