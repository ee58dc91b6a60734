import type { SpeechSnapshot, TranscriptionSnapshot } from '@gradium-kit/browser'

/** What the page has measured since it was opened. Times are of the last time; undefined before the first. */
export interface Figures {
  /** From Start to a connection that listens. */
  readonly listeningMs: number | undefined
  /** From the first sign of speech to its first caption. */
  readonly firstWordMs: number | undefined
  /** From Speak to the first sample. */
  readonly firstAudioMs: number | undefined
  readonly underruns: number
  readonly reconnects: number
}

export const noFigures: Figures = Object.freeze({
  listeningMs: undefined,
  firstWordMs: undefined,
  firstAudioMs: undefined,
  underruns: 0,
  reconnects: 0,
})

/** Measures by looking at snapshots as they change, so that no handler of the page has to remember to. */
export class Measurements {
  #figures = noFigures
  #startedAtMs: number | undefined
  #speechAtMs: number | undefined
  #askedAtMs: number | undefined
  #listening: TranscriptionSnapshot
  #speaking: SpeechSnapshot

  constructor(listening: TranscriptionSnapshot, speaking: SpeechSnapshot) {
    this.#listening = listening
    this.#speaking = speaking
  }

  /** Takes the snapshots of now; returns the figures, the same object as long as none has changed. */
  observe(listening: TranscriptionSnapshot, speaking: SpeechSnapshot, nowMs: number): Figures {
    this.#observeListening(this.#listening, listening, nowMs)
    this.#observeSpeaking(this.#speaking, speaking, nowMs)
    this.#listening = listening
    this.#speaking = speaking
    return this.#figures
  }

  #observeListening(
    before: TranscriptionSnapshot,
    { status, isSpeaking, text, reconnects }: TranscriptionSnapshot,
    nowMs: number,
  ): void {
    if (status === 'requesting-microphone') this.#startedAtMs ??= nowMs
    else if (status !== 'connecting') {
      if (status === 'listening') this.#set('listeningMs', this.#startedAtMs, nowMs)
      this.#startedAtMs = undefined
    }
    if (isSpeaking && !before.isSpeaking) this.#speechAtMs = nowMs
    if (text.length > before.text.length) {
      this.#set('firstWordMs', this.#speechAtMs, nowMs)
      this.#speechAtMs = undefined
    }
    this.#add('reconnects', reconnects - before.reconnects)
  }

  #observeSpeaking(
    before: SpeechSnapshot,
    { status, underruns }: SpeechSnapshot,
    nowMs: number,
  ): void {
    if (status === 'connecting' && before.status !== 'connecting') this.#askedAtMs = nowMs
    else if (status === 'speaking') {
      this.#set('firstAudioMs', this.#askedAtMs, nowMs)
      this.#askedAtMs = undefined
    }
    this.#add('underruns', underruns - before.underruns)
  }

  #set(
    name: 'listeningMs' | 'firstWordMs' | 'firstAudioMs',
    sinceMs: number | undefined,
    nowMs: number,
  ): void {
    if (sinceMs !== undefined) this.#figures = { ...this.#figures, [name]: nowMs - sinceMs }
  }

  /** The counters of the snapshots begin again with each start; what falls counts for nothing. */
  #add(name: 'underruns' | 'reconnects', count: number): void {
    if (count > 0) this.#figures = { ...this.#figures, [name]: this.#figures[name] + count }
  }
}
