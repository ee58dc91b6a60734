/** One spoken piece: samples at the engine's rate, consecutive, or a word with its time on the audio timeline of this synthesis. */
export type Spoken =
  | { kind: 'audio'; samples: Float32Array }
  | { kind: 'word'; text: string; startSeconds: number; endSeconds: number }

/** What an engine may vary so that two voices differ audibly. */
export interface VoiceSpec {
  id: string
  /** ISO 639-1, such as `en`. */
  language: string
  gender: 'feminine' | 'masculine'
  /** Fundamental frequency the voice aims at. */
  pitchHz: number
}

export interface SpeechRequest {
  text: string
  /** ISO 639-1, such as `en`. */
  language: string
  voice: VoiceSpec
  /** 1 is normal, 2 twice as fast. */
  speed: number
}

/** Turns text into sound and word times. */
export interface SpeechEngine {
  readonly id: 'tone' | 'flite' | 'oracle'
  readonly sampleRateHz: number
  readonly license: string
  supports(language: string): boolean
  /**
   * Speaks one piece of text without tags. The same request gives the same samples and words.
   * May be called repeatedly for one session: each call starts at 0 s.
   */
  synthesize(request: SpeechRequest): AsyncIterable<Spoken>
}

/** Which link of the recogniser chain a word came from. */
export type HeardSource = 'tone' | 'oracle' | 'fixture' | 'loopback' | 'script' | 'placeholder'

/** A recognised word (for `placeholder`, a label) and where it lies in the audio pushed so far. */
export interface Heard {
  text: string
  startSeconds: number
  endSeconds: number
  source: HeardSource
  /** Text stream it belongs to. @default 0 */
  streamId?: 0 | 1
}

/** Inactivity forecast for one horizon, as an STT `step` message carries it. */
export interface HorizonProbability {
  horizonSeconds: number
  inactivityProbability: number
}

/** One ear on one stream of audio. */
export interface Listening {
  /** Takes audio at 24 kHz mono. Returns the words whose end is certain now, in order of time. */
  push(samples: Float32Array): Heard[]
  /** All that is still inside, as if silence followed; listening goes on afterwards. */
  flush(): Heard[]
  /** One entry per 80 ms of audio pushed since the last call. */
  steps(): HorizonProbability[][]
}

/** One known word and its place in an utterance. */
export interface TimedWord {
  text: string
  startSeconds: number
  endSeconds: number
}

/** Audio whose words are known. */
export interface Utterance {
  samples: Float32Array
  sampleRateHz: number
  words: TimedWord[]
}

/** An utterance the developer supplied, recognised wherever it is heard again. */
export interface Fixture extends Utterance {
  name: string
}

/** What to answer for speech nothing else knows: lines consumed one per utterance, or timed words. */
export interface Script {
  lines?: string[]
  timed?: TimedWord[]
}

export interface ListeningSession {
  language: string | undefined
  /** API key of the connection. */
  key: string
  /** 0 for the first connection of the emulator. */
  connectionIndex: number
}

/** Speech to text by a chain that never invents words: tone code, known audio, script, labelled placeholder. */
export interface Recognizer {
  listen(session: ListeningSession): Listening
  /** Keeps what an audible engine spoke, so that it is recognised when it is heard again. The memory is capped. */
  remember(utterance: Utterance): void
  setScript(script: Script | undefined): void
}

export interface RecognizerOptions {
  script?: Script
  fixtures?: Fixture[]
  /** Unknown speech gives nothing instead of a placeholder such as `[speech 1.2 s]`. */
  isStrict?: boolean
}
