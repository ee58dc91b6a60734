import type { SpeechSnapshot, Spoken } from '@gradium-kit/browser'

/** A text that is read to the visitor, and what became of it; `spoken` is undefined while it is being read. */
export interface Reading {
  readonly text: string
  readonly spoken: Spoken | undefined
}

/** A piece of a text, and the class that marks it. */
export interface ReadingPart {
  readonly id: number
  readonly text: string
  readonly mark: 'is-current' | 'is-unheard' | undefined
}

/** The text part by part: each word that has come, with the one that is heard marked, and the rest; or what was heard and what was not. */
export function readingParts(
  { text, spoken }: Reading,
  { words, wordIndex }: Pick<SpeechSnapshot, 'words' | 'wordIndex'>,
): readonly ReadingPart[] {
  if (isCutShort(spoken)) {
    const { heard, unheard } = splitHeard(text, spoken.heardText)
    return numbered([
      { text: heard, mark: undefined },
      { text: unheard, mark: 'is-unheard' },
    ])
  }
  const current = spoken === undefined ? wordIndex : -1
  const { unheard: rest } = splitHeard(text, words.map((word) => word.text).join(' '))
  return numbered([
    ...words.map((word, index) => ({
      text: word.text,
      mark: index === current ? ('is-current' as const) : undefined,
    })),
    { text: rest, mark: undefined },
  ])
}

/**
 * Parts a text behind the words that were heard. The service may say words otherwise than they were written; then nothing
 * can be said of the rest.
 */
export function splitHeard(text: string, heardText: string): { heard: string; unheard: string } {
  let end = 0
  for (const word of heardText.split(/\s+/u)) {
    const start = text.indexOf(word, end)
    if (start === -1) return { heard: heardText, unheard: '' }
    end = start + word.length
  }
  return { heard: text.slice(0, end).trim(), unheard: text.slice(end).trim() }
}

/** How much of it reached the visitor; undefined while it is being read, and when all of it did. */
export function heardSoFar({ spoken }: Reading): string | undefined {
  if (!isCutShort(spoken)) return undefined
  if (spoken.heardText === '') return 'Heard so far: nothing.'
  return `Heard so far, in ${seconds(spoken)}: “${spoken.heardText}”`
}

/** The same for a turn of the conversation, whose text is there already. */
export function replyFate(spoken: Spoken | undefined): string | undefined {
  if (!isCutShort(spoken)) return undefined
  const fate = spoken.outcome === 'interrupted' ? 'Interrupted' : 'Broken off'
  if (spoken.heardText === '') return `${fate} before you heard any of it.`
  return `${fate}. You heard ${seconds(spoken)} of it.`
}

/** Whether it ended early. What failed before its first word is not called heard or unheard: the error says it all. */
function isCutShort(spoken: Spoken | undefined): spoken is Spoken {
  if (spoken === undefined || spoken.outcome === 'ended') return false
  return spoken.outcome === 'interrupted' || spoken.heardText !== ''
}

function seconds({ heardSeconds }: Spoken): string {
  return `${heardSeconds.toFixed(1)} s`
}

function numbered(parts: readonly Omit<ReadingPart, 'id'>[]): readonly ReadingPart[] {
  return parts.flatMap((part, id) => (part.text === '' ? [] : [{ ...part, id }]))
}
