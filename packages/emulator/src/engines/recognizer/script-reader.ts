import type { Heard, Script } from '../engine.ts'

interface Span {
  startSeconds: number
  endSeconds: number
}

/** Where one stream has come in a script. A new script begins at its start. */
export class ScriptReader {
  readonly #current: () => Script | undefined
  #script: Script | undefined
  #nextLine = 0
  #nextTimed = 0

  constructor(current: () => Script | undefined) {
    this.#current = current
  }

  /** True when the script itself says when each word is spoken; it then answers alone. */
  get isTimed(): boolean {
    return this.#refreshed()?.timed !== undefined
  }

  /** The words of the next line, spread over the voiced time by their length; undefined when no line is left. */
  line(voiced: Span): Heard[] | undefined {
    const line = this.#refreshed()?.lines?.[this.#nextLine]
    if (line === undefined) return undefined
    this.#nextLine += 1
    const words = line.split(/\s+/u).filter((word) => word !== '')
    const total = words.reduce((sum, word) => sum + word.length, 0)
    const secondsPerLetter = (voiced.endSeconds - voiced.startSeconds) / total
    let { startSeconds } = voiced
    return words.map((text) => {
      const endSeconds = startSeconds + text.length * secondsPerLetter
      const heard: Heard = { text, startSeconds, endSeconds, source: 'script' }
      startSeconds = endSeconds
      return heard
    })
  }

  /** Timed words that ended by now; with `isFlush` also one that has begun. */
  timed(nowSeconds: number, isFlush: boolean): Heard[] {
    const timed = this.#refreshed()?.timed ?? []
    const heard: Heard[] = []
    for (let word = timed[this.#nextTimed]; word !== undefined; word = timed[this.#nextTimed]) {
      const isDue = isFlush ? word.startSeconds < nowSeconds : word.endSeconds <= nowSeconds
      if (!isDue) break
      heard.push({ ...word, source: 'script' })
      this.#nextTimed += 1
    }
    return heard
  }

  #refreshed(): Script | undefined {
    const script = this.#current()
    if (script !== this.#script) {
      this.#script = script
      this.#nextLine = 0
      this.#nextTimed = 0
    }
    return script
  }
}
