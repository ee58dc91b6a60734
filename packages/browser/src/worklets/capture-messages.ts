/** What the capture processor is registered as. */
export const captureProcessorName = 'gradium-kit-capture'

/**
 * What becomes of the input. `silent`: it counts as zeros. `held`: what has been heard so far goes out, padded to a whole
 * frame, and then nothing. `ended`: the same, for good.
 */
export type CaptureMode = 'live' | 'silent' | 'held' | 'ended'

/** To the worklet. An absent field stays as it was. */
export interface CaptureCommand {
  readonly mode?: CaptureMode
  /** Frames below this level are silence; −Infinity lets everything pass. */
  readonly gateDb?: number
}

/** From the worklet: one frame, numbered from 0, or word that there will be none after this. */
export type CaptureReport =
  | { readonly sequence: number; readonly samples: Int16Array<ArrayBuffer> }
  | 'ended'
