/** Frames of one run, 80 ms each. */
export const frames = 1_000
