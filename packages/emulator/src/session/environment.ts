import type { Clock } from '../clock.ts'
import type { Listening, SpeechEngine, Utterance, VoiceSpec } from '../engines/engine.ts'
import type { Compatibility } from '../wire/compatibility.ts'
import type { VoiceChoice } from '../wire/setup.ts'

/** How fast audio leaves the emulator when its clock runs. */
export interface Pacing {
  /** From the first text to the first audio of a request. */
  firstAudioMs: number
  /** Between two 80 ms frames. */
  frameMs: number
}

export type AudioDirection = 'in' | 'out'

/** All that a request may ask of the emulator around it. The sessions know nothing else of the outside. */
export interface SessionEnvironment {
  readonly clock: Clock
  readonly pacing: Pacing
  readonly compatibility: Compatibility
  /** By how many frames of 80 ms the times of words may be off. */
  readonly timingJitterFrames: number
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal
  nextId(): string
  /** In [0, 1); repeats for a seed. */
  readonly random: () => number
  /** @throws WireError 1011 for an unknown voice. */
  findVoice(choice: VoiceChoice): VoiceSpec
  /** @throws WireError 1011 for an unknown dictionary. */
  checkPronunciation(id: string): void
  /** An engine for the language, which speaks at the rate asked for if it can. */
  engineFor(language: string, sampleRateHz: number): Promise<SpeechEngine>
  listen(language: string | undefined): Listening
  remember(utterance: Utterance): void
  /** Takes credits. @throws WireError 1008 when none are left. */
  charge(credits: number): void
  /** Notes a mistake of the client that the service tolerates. */
  onViolation(text: string): void
  /** Called with every piece of sound that came in or went out. */
  onAudio(direction: AudioDirection, samples: Float32Array, sampleRateHz: number): void
}
