import { GradiumError } from '@gradium-kit/core'

/** The right to use a context, until it is given back. */
export interface AudioContextLease {
  readonly context: AudioContext
  /** Giving it back twice does nothing. */
  release(): void
}

interface SharedContext {
  readonly context: AudioContext
  users: number
  /** Settles when the context runs, which may be never. */
  waking: Promise<void>
}

let shared: SharedContext | undefined

/**
 * A context of the caller, or the one that all of a page share, at the device's own rate: one permission to sound, one clock
 * for microphone and speaker. It is woken up, as far as the page may, and sleeps while nobody uses it.
 * Throws `unsupported` where there is no Web Audio.
 */
export function leaseAudioContext(own?: AudioContext): AudioContextLease {
  if (own !== undefined) {
    void wake(own)
    return { context: own, release: () => {} }
  }
  const lent = sharedContext()
  lent.users += 1
  lent.waking = wake(lent.context)
  let isHeld = true
  return {
    context: lent.context,
    release: () => {
      if (!isHeld) return
      isHeld = false
      lent.users -= 1
      void sleep(lent)
    },
  }
}

/** Also one that is about to sleep. Rejects only when it is closed. */
async function wake(context: AudioContext): Promise<void> {
  if (context.state !== 'closed' && context.state !== 'interrupted')
    await context.resume().catch(() => {})
}

/** In Chromium, a context that is put to sleep while it wakes up says that it runs, and stands still. */
async function sleep(lent: SharedContext): Promise<void> {
  await lent.waking
  if (lent.users === 0) await lent.context.suspend().catch(() => {})
}

function sharedContext(): SharedContext {
  if (typeof globalThis.AudioContext !== 'function') {
    throw new GradiumError(
      'unsupported',
      'This browser cannot play or record audio in a page: it has no AudioContext.',
      { phase: 'playback' },
    )
  }
  if (shared === undefined || shared.context.state === 'closed') {
    const context = new AudioContext({ latencyHint: 'interactive' })
    shared = { context, users: 0, waking: Promise.resolve() }
  }
  return shared
}
