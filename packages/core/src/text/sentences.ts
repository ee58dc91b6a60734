/** A tag or the beginning of one, marks that may end a sentence and what closes after them, or a blank line. */
const candidate =
  /<\/?[a-z][^<>\n]{0,60}(?:>|$)|(?<marks>[.!?…。！？]+)["'*_”’»›)\]}」』）】》]*|(?<blank>\n\s*\n)/gi
/** Before a full stop: the number of a list, or an initial. */
const abbreviated = /(?:(?:^|\n)\s*\p{Nd}{1,3}|(?<![\p{L}\p{M}\p{N}])\p{Lu}\p{M}?)$/u

/**
 * The position after the first end of a sentence at or after another position, before the white space that follows; −1 when
 * there is none. Latin marks end a sentence where white space follows, so what a text in progress ends with is no end yet.
 * A blank line ends one too. Best effort: an abbreviation such as "Dr." ends one, a sentence that ends with an initial none.
 */
export function sentenceEnd(text: string, from = 0): number {
  candidate.lastIndex = from
  for (let match = candidate.exec(text); match !== null; match = candidate.exec(text)) {
    const { marks, blank } = match.groups!
    const end = marks === undefined ? match.index : match.index + match[0].length
    if (marks !== undefined && isEnd(text, marks, match.index, end)) return end
    if (blank !== undefined) {
      const spoken = text.slice(from, end).trimEnd()
      if (spoken !== '') return from + spoken.length
    }
  }
  return -1
}

function isEnd(text: string, marks: string, start: number, end: number): boolean {
  const next = text[end]
  if (next === undefined) return false
  if (/[。！？]$/.test(marks)) return true
  if (!/\s/.test(next)) return false
  return marks !== '.' || !abbreviated.test(text.slice(Math.max(0, start - 16), start))
}
