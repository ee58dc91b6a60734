import { element, textElement } from './element.ts'

/** The words heard, with their times. Screen readers are told whole utterances only. */
export class Transcript {
  readonly #list = element('transcript', HTMLOListElement)
  readonly #log = element('transcript-log', HTMLElement)
  #pending: string[] = []
  #lastTime: HTMLElement | undefined

  clear(): void {
    this.#list.replaceChildren()
    this.#log.replaceChildren()
    this.#pending = []
  }

  add(text: string, startSeconds: number): void {
    const item = textElement('li', text)
    this.#lastTime = textElement('small', `${startSeconds.toFixed(2)} s`)
    item.append(this.#lastTime)
    this.#list.append(item)
    this.#pending.push(text)
  }

  /** When the last word ended. */
  endWord(endSeconds: number): void {
    if (this.#lastTime === undefined) return
    const start = this.#lastTime.textContent.replace(' s', '')
    this.#lastTime.textContent = `${start}–${endSeconds.toFixed(2)} s`
    this.#lastTime = undefined
  }

  endUtterance(): void {
    if (this.#pending.length > 0) this.#log.append(textElement('p', this.#pending.join(' ')))
    this.#pending = []
  }

  get wordCount(): number {
    return this.#list.childElementCount
  }
}
