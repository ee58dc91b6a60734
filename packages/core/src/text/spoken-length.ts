import { fold } from './fold.ts'

/** A tag is not spoken (PROTOCOL.md §5.2). */
const tag = /<(?:flush|break)\b[^<>]{0,60}>/iy
/** What belongs to the word before it: anything up to white space, a letter, a digit, an opening bracket or a tag. */
const trailing = /(?:(?!<(?:flush|break)\b)[^\s\p{L}\p{N}\p{Ps}])*/iuy

/**
 * How many characters of a text its spoken words cover, with the punctuation of the last one and without the white space
 * after it. Letters and digits alone are compared, whatever their case. Undefined when the words are not the beginning of
 * the text, as where a number is spoken as words.
 */
export function spokenLength(input: string, words: readonly string[]): number | undefined {
  const spoken = words.map((word) => fold(word)).join('')
  if (spoken === '') return 0
  let covered = 0
  for (let position = 0; position < input.length;) {
    const unspoken = tagLength(input, position)
    const character = String.fromCodePoint(input.codePointAt(position)!)
    const letters = unspoken > 0 ? '' : fold(character)
    if (!spoken.startsWith(letters, covered)) return undefined
    covered += letters.length
    position += unspoken || character.length
    if (covered === spoken.length) {
      trailing.lastIndex = position
      return position + trailing.exec(input)![0].length
    }
  }
  return undefined
}

function tagLength(input: string, position: number): number {
  if (input[position] !== '<') return 0
  tag.lastIndex = position
  return tag.exec(input)?.[0].length ?? 0
}
