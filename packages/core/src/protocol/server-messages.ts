/** The request a message belongs to, on a socket that carries several. */
interface Routed {
  clientRequestId?: string
  /** Fields that this version does not know, under their wire names. */
  extra?: Record<string, unknown>
}

/** The service has accepted the setup. */
export interface ReadyMessage extends Routed {
  type: 'ready'
  requestId: string
  modelName?: string
  /** The model that the alias stands for. */
  resolvedModelName?: string
  /** Output rate of speech and translation; the service's own clock for transcription. */
  sampleRateHz?: number
  /** Samples of one 80 ms frame. */
  frameSize?: number
  /** Transcription only: how many 80 ms frames text lags behind the audio. */
  delayInFrames?: number
  residency?: string
  audioStreamNames?: string[]
  textStreamNames?: string[]
}

/** A piece of synthesised audio. Times are seconds on the timeline of this request. */
export interface AudioMessage extends Routed {
  type: 'audio'
  audio: Uint8Array
  startSeconds: number
  endSeconds: number
  streamId?: number
}

/** A spoken word (speech, translation: with an end) or a transcribed piece (without one). */
export interface TextMessage extends Routed {
  type: 'text'
  text: string
  startSeconds: number
  endSeconds?: number
  streamId?: number
}

/** The end of the last transcribed piece of a stream. */
export interface EndTextMessage extends Routed {
  type: 'end-text'
  endSeconds: number
  streamId?: number
}

/** The probability, 0 to 1, that nobody speaks `horizonSeconds` from now (PROTOCOL.md §6.4). */
export interface VadHorizon {
  horizonSeconds: number
  inactivityProbability: number
}

/** The voice activity report for 80 ms of audio. */
export interface StepMessage extends Routed {
  type: 'step'
  vad: VadHorizon[]
  stepIndex: number
  stepDurationSeconds: number
  /** Audio that the service has taken in so far. */
  totalDurationSeconds: number
}

/** The answer to a flush: the text of what was sent before it has come, or nearly so (PROTOCOL.md §6.5). */
export interface FlushedMessage extends Routed {
  type: 'flushed'
  /** As it was sent; some servers answer a number with a string. */
  flushId: number | string
}

/** Everything has been sent; the only proof of it (PROTOCOL.md §3.1). */
export interface EndOfStreamMessage extends Routed {
  type: 'end-of-stream'
}

/** The request has failed (PROTOCOL.md §10.1). */
export interface ErrorMessage extends Routed {
  type: 'error'
  message?: string
  /** The close code that follows. */
  errorCode?: number
}

/** A message of a type that this version does not know. Never an error. */
export interface UnknownMessage extends Routed {
  type: 'unknown'
  /** The type on the wire. */
  wireType: string
}

/** Every message that the service sends, in our names (PROTOCOL.md §5.4, §6.2). */
export type ServerMessage =
  | ReadyMessage
  | AudioMessage
  | TextMessage
  | EndTextMessage
  | StepMessage
  | FlushedMessage
  | EndOfStreamMessage
  | ErrorMessage
  | UnknownMessage
