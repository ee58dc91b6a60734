/** The capture worklet as one script without imports, for a `blob:` URL. Written by `scripts/build-worklets.ts`. */
export declare const captureSource: string
/** The playback worklet, likewise. */
export declare const playbackSource: string
