import { GradiumError } from '@gradium-kit/core'

/** The right to use a context, until it is given back. */
export interface AudioContextLease {
  readonly context: AudioContext
  /** Giving it back twice does nothing. */
  release(): void
}

let shared: AudioContext | undefined
let users = 0

/**
 * A context of the caller, or the one that all of a page share, at the device's own rate: one permission to sound, one clock
 * for microphone and speaker. It is woken up, as far as the page may, and sleeps while nobody uses it.
 * Throws `unsupported` where there is no Web Audio.
 */
export function leaseAudioContext(own?: AudioContext): AudioContextLease {
  const context = own ?? sharedContext()
  // Rejects only when the context is closed; stays pending until the page may sound.
  if (context.state === 'suspended') context.resume().catch(() => {})
  if (own !== undefined) return { context, release: () => {} }
  users += 1
  let isHeld = true
  return {
    context,
    release: () => {
      if (!isHeld) return
      isHeld = false
      users -= 1
      if (users === 0) context.suspend().catch(() => {})
    },
  }
}

function sharedContext(): AudioContext {
  if (typeof globalThis.AudioContext !== 'function') {
    throw new GradiumError(
      'unsupported',
      'This browser cannot play or record audio in a page: it has no AudioContext.',
      { phase: 'playback' },
    )
  }
  if (shared === undefined || shared.state === 'closed')
    shared = new AudioContext({ latencyHint: 'interactive' })
  return shared
}
