import { cleanText } from './clean-text.ts'

/** A break tag up to white space inside it. Like any tag it stands between spaces (PROTOCOL.md §5.2). */
const openTag = /(?<!\S)<break\s[^<>]{0,40}$/i
const longestOpenTag = 60

/**
 * Regroups text that comes in arbitrary pieces, such as the tokens of a language model, into pieces that end at white
 * space. The service joins messages with a space, so a word cut in two would be spoken as two (PROTOCOL.md §5.1).
 * A tag stays whole, and so does a surrogate pair.
 */
export class WholeWords {
  #pending = ''

  /** Takes the next piece; returns the text that is complete, without white space around it, or an empty string. */
  push(text: string): string {
    this.#pending += text
    if (!/\s/.test(text)) return ''
    const complete = completeLength(this.#pending)
    const ready = this.#pending.slice(0, complete)
    this.#pending = this.#pending.slice(complete)
    return cleanText(ready)
  }

  /** All that is left, without white space around it. */
  take(): string {
    const rest = this.#pending
    this.#pending = ''
    return cleanText(rest)
  }
}

/** How much of a text with white space can go: up to the last, or to the tag that it is part of. */
function completeLength(text: string): number {
  let end = text.length
  while (!/\s/.test(text[end - 1]!)) end -= 1
  const start = Math.max(0, end - longestOpenTag)
  const tag = openTag.exec(text.slice(start, end))
  return tag === null ? end : start + tag.index
}
