export const playbackProcessorName = 'gradium-kit-playback'

/** What the page tells the playback worklet, in order. */
export type PlaybackCommand =
  | {
      readonly type: 'audio'
      readonly utterance: number
      readonly samples: Int16Array<ArrayBuffer>
    }
  | { readonly type: 'end' | 'clear' | 'pause' | 'resume' | 'close' }

/** What the worklet tells the page. Frames are samples at the context's rate. */
export interface PlaybackReport {
  readonly utterance: number
  /**
   * `start`: its first sample leaves; `continue`: the next one does, after a pause or a gap; `pause`, `underrun`, `end`: none
   * leaves any more; `tick`: every 20 ms while something can still be on its way to the ear; `close`: the worklet is done.
   */
  readonly event: 'start' | 'continue' | 'pause' | 'underrun' | 'end' | 'tick' | 'close'
  /** Frames of the utterance that had left when the context stood at `contextFrame`. */
  readonly frames: number
  readonly contextFrame: number
}

/** What a playback worklet is made with. */
export interface PlaybackSettings {
  readonly sampleRateHz: number
  readonly cushionMs: number
  readonly maxCushionMs: number
}
