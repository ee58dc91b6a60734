const openTag = /<(?:b(?:r(?:e(?:a(?:k(?:\s[^<>]{0,40})?)?)?)?)?|f(?:l(?:u(?:s(?:h)?)?)?)?)?$/i

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
    if (!/[\s>]/.test(text)) return ''
    const complete = completeLength(this.#pending)
    const ready = this.#pending.slice(0, complete)
    this.#pending = this.#pending.slice(complete)
    return clean(ready)
  }

  /** All that is left, without white space around it. */
  take(): string {
    const rest = this.#pending
    this.#pending = ''
    return clean(rest)
  }
}

function completeLength(text: string): number {
  const tag = openTag.exec(text.slice(-60))
  const limit = tag === null ? text.length : Math.max(0, text.length - 60) + tag.index
  for (let index = limit - 1; index >= 0; index -= 1) {
    if (/\s/.test(text[index]!)) return index + 1
  }
  return 0
}

/** Text that survives JSON, UTF-8 and the service: well-formed UTF-16 without NUL, trimmed. */
function clean(text: string): string {
  return text
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
    .replaceAll('\0', '')
    .trim()
}
