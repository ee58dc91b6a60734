/** Frames of one run, 80 ms each: a session of 300 s, the longest that the service is known to allow. */
export const frames = 3_750

/**
 * Calls `send` for every frame, a second of audio at a time. The sockets get their turn in between: a burst would measure who
 * fills the kernel's buffer sooner, and pay for the queue behind it.
 */
export async function sendFrames(send: () => void): Promise<void> {
  for (let frame = 1; frame <= frames; frame += 1) {
    send()
    if (frame % 12 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
}
