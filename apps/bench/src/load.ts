/** Frames of one run, 80 ms each: a session of 300 s, the longest that the service is known to allow. */
export const frames = 3_750

/** Seconds of audio that may be under way. */
const aheadSeconds = 4

/**
 * Calls `send` for every frame, a second of audio at a time, and no more than the service has heard soon. The sockets get
 * their turn in between: a burst would measure who fills the kernel's buffer sooner, and pay for the queue behind it.
 */
export async function sendFrames(send: () => void, heardSeconds: () => number): Promise<void> {
  for (let frame = 1; frame <= frames; frame += 1) {
    send()
    if (frame % 12 !== 0) continue
    do await new Promise((resolve) => setImmediate(resolve))
    while (frame * 0.08 - heardSeconds() > aheadSeconds)
  }
}
