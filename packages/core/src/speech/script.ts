import { sentenceEnd } from '../text/sentences.ts'
import { flushTag } from '../text/tags.ts'

/** Characters that are spoken in a second, at the least. */
const charactersPerSecond = 12.5
/** UTF-16 units of a character, at the most. */
const longestCharacter = 2

/** What is said in one session. */
interface Part {
  readonly pieces: string[]
  length: number
  isComplete: boolean
  /** Characters that fit into it. */
  maxLength: number
}

/**
 * What is to be said, in parts that each fit into a session. The first part is the one being said; it stays until the
 * service has said all of it, so that it can be said again. Pieces are whole words.
 */
export class Script {
  readonly #maxLength: number
  #parts: [Part, ...Part[]]
  /** The session is getting old: the next end of a sentence ends the part. */
  #isHurried = false
  /** What earlier sessions have said. */
  saidBefore = ''

  /** @param maxLength Characters that one session may say; `Infinity` for one session in all. */
  constructor(maxLength: number) {
    this.#maxLength = maxLength
    this.#parts = [emptyPart(maxLength)]
  }

  /** The pieces of the part being said. */
  get pieces(): readonly string[] {
    return this.#parts[0].pieces
  }

  /** Whether nothing will be added to the part being said. */
  get isPartComplete(): boolean {
    return this.#parts[0].isComplete
  }

  /** The part being said, as running text. */
  get text(): string {
    return this.pieces.join(' ')
  }

  /** Characters of the part being said. */
  get partLength(): number {
    return this.#parts[0].length
  }

  /** What comes after the part being said. */
  get later(): string {
    const [, ...parts] = this.#parts
    return parts.flatMap((part) => part.pieces).join(' ')
  }

  /** Whether nothing has been added. */
  get isEmpty(): boolean {
    return this.length === 0 && this.saidBefore === ''
  }

  /** Characters kept. */
  get length(): number {
    return this.#parts.reduce((sum, part) => sum + part.length, 0)
  }

  /** Adds words; returns the pieces of them that belong to the part being said. */
  add(piece: string): string[] {
    const before = this.pieces.length
    let rest = piece
    while (rest !== '') rest = this.#addStart(rest)
    return this.pieces.slice(before)
  }

  /** The session of the part being said has room for so many characters. */
  limit(maxLength: number): void {
    this.#parts[0].maxLength = Math.min(this.#maxLength, maxLength)
  }

  /** Nothing more is said. */
  end(): void {
    this.#last.isComplete = true
  }

  /** Ends the part at the next end of a sentence, or at once when it stands at one or `isLate`. */
  hurry(isLate: boolean): void {
    this.#isHurried = true
    const said = this.text.replaceAll(flushTag, '').trimEnd()
    if (this.isPartComplete || said === '') return
    if (isLate || lastSentenceEnd(`${said} `, Infinity) >= said.length) this.#break()
  }

  /** The part has been said. Returns false when nothing follows. */
  next(): boolean {
    this.saidBefore = `${this.saidBefore} ${this.text}`.trim()
    const [done, following, ...parts] = this.#parts
    this.#parts = [
      following ?? { ...emptyPart(this.#maxLength), isComplete: done.isComplete },
      ...parts,
    ]
    this.#isHurried = false
    return this.pieces.length > 0 || !this.isPartComplete
  }

  /** So much of the part has been said, and the rest of it is to be said again. */
  continueAfter(length: number): void {
    const { text } = this
    const rest = text.slice(length).trim()
    this.saidBefore = `${this.saidBefore} ${text.slice(0, length)}`.trim()
    const kept =
      rest === '' ? { pieces: [], length: 0 } : { pieces: [rest], length: rest.length + 1 }
    this.#parts[0] = { ...this.#parts[0], ...kept }
  }

  get #last(): Part {
    return this.#parts.at(-1)!
  }

  #break(): void {
    this.#last.isComplete = true
    this.#parts.push(emptyPart(this.#maxLength))
    this.#isHurried = false
  }

  /** Adds as much as fits into the last part, and returns what does not. */
  #addStart(piece: string): string {
    if (this.#last.isComplete) this.#parts.push(emptyPart(this.#maxLength))
    const part = this.#last
    const room = Math.max(longestCharacter, Math.floor(part.maxLength)) - part.length
    const isFitting = piece.length <= room
    let end = -1
    if (this.#isHurried) end = sentenceEnd(`${piece} `)
    else if (!isFitting) end = lastSentenceEnd(`${piece} `, room)
    if (end < 0 && isFitting) end = Infinity
    else if (end < 0 || end > room) end = part.length > 0 ? 0 : lastWordEnd(piece, room)
    append(part, piece.slice(0, end).trim())
    if (end < Infinity) this.#break()
    return piece.slice(end).trim()
  }
}

function emptyPart(maxLength: number): Part {
  return { pieces: [], length: 0, isComplete: false, maxLength }
}

function append(part: Part, piece: string): void {
  if (piece === '') return
  part.pieces.push(piece)
  part.length += piece.length + 1
}

function lastSentenceEnd(text: string, most: number): number {
  let last = -1
  for (let end = sentenceEnd(text); end >= 0 && end <= most; end = sentenceEnd(text, end)) {
    if (end === last) break
    last = end
  }
  return last
}

/** Where a text without sentences is cut: after a word, or in one that alone is too long, between two characters. */
function lastWordEnd(text: string, most: number): number {
  const space = text.slice(0, most + 1).search(/\s\S*$/u)
  if (space > 0) return space
  const isInCharacter = text.codePointAt(most - 1)! > 0xff_ff
  return isInCharacter ? most - 1 : most
}

/** Characters that are spoken in so many seconds, at the least. */
export function charactersIn(seconds: number): number {
  return seconds * charactersPerSecond
}
