import { textElement } from './element.ts'

interface Caption {
  element: HTMLElement
  startSeconds: number
}

/** The spoken words as text, marked as they are heard. */
export class Captions {
  readonly #paragraph: HTMLElement
  #captions: Caption[] = []
  #spokenCount = 0

  constructor(paragraph: HTMLElement) {
    this.#paragraph = paragraph
  }

  clear(): void {
    this.#paragraph.replaceChildren()
    this.#captions = []
    this.#spokenCount = 0
  }

  add(text: string, startSeconds: number): void {
    const span = textElement('span', text)
    this.#paragraph.append(span, ' ')
    this.#captions.push({ element: span, startSeconds })
  }

  /** Marks the words up to the played time; the last begun is the current one until all is done. */
  show(playedSeconds: number, isDone: boolean): void {
    const last = this.#captions[this.#spokenCount - 1]
    for (
      let next = this.#captions[this.#spokenCount];
      next !== undefined && next.startSeconds <= playedSeconds;
      next = this.#captions[this.#spokenCount]
    ) {
      next.element.className = 'is-spoken'
      this.#spokenCount += 1
    }
    const current = this.#captions[this.#spokenCount - 1]
    if (last !== current) last?.element.classList.remove('is-current')
    current?.element.classList.toggle('is-current', !isDone)
  }
}
