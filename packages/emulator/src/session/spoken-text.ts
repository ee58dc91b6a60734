/** What is to be done next with the text of a request. */
export type TextItem =
  | { kind: 'speech'; text: string }
  | { kind: 'break'; seconds: number }
  | { kind: 'flush' }

/** Pieces are cut after this many words when no sentence ends earlier. */
const wordsPerPiece = 12
/** Words that must follow before a piece is cut, as the service lags the text by a few words. */
const lookAheadWords = 2

const token =
  /\s*(?:(<flush>)(?=\s|$)|<break\s+time\s*=\s*"(\d+(?:\.\d+)?)s"\s*\/>(?=\s|$)|(\S+))/gy
const openBreak = /<break(?:\s[^>]*)?$/
const sentenceEnd = /[.!?…。]["'”’»)\]]*$/

/**
 * Joins the text messages of one request by one space each, finds words and tags, and hands out
 * what can be spoken (PROTOCOL.md §5.1, §5.2).
 */
export class SpokenText {
  #rest = ''
  #hasText = false
  readonly #words: string[] = []

  /** Whether words wait for more context. */
  get hasWaitingWords(): boolean {
    return this.#words.length > 0
  }

  add(text: string): TextItem[] {
    this.#rest += this.#hasText ? ` ${text}` : text
    this.#hasText = true
    return this.#scan(false)
  }

  /** No more text: everything left is handed out. */
  end(): TextItem[] {
    const items = this.#scan(true)
    this.#cut(items, this.#words.length)
    return items
  }

  #scan(isEnd: boolean): TextItem[] {
    const items: TextItem[] = []
    const kept = isEnd ? undefined : openBreak.exec(this.#rest)?.index
    const source = this.#rest.slice(0, kept)
    this.#rest = this.#rest.slice(source.length)
    token.lastIndex = 0
    for (let match = token.exec(source); match !== null; match = token.exec(source)) {
      const [, flush, seconds, word] = match
      if (word !== undefined) {
        this.#words.push(word)
        this.#cutReady(items)
        continue
      }
      this.#cut(items, this.#words.length)
      if (flush !== undefined) items.push({ kind: 'flush' })
      else items.push({ kind: 'break', seconds: Math.min(2, Math.max(0.1, Number(seconds))) })
    }
    return items
  }

  #cutReady(items: TextItem[]): void {
    const ready = this.#words.length - lookAheadWords
    if (ready < 1) return
    if (sentenceEnd.test(this.#words[ready - 1] ?? '') || ready >= wordsPerPiece) {
      this.#cut(items, ready)
    }
  }

  #cut(items: TextItem[], count: number): void {
    if (count > 0) items.push({ kind: 'speech', text: this.#words.splice(0, count).join(' ') })
  }
}
