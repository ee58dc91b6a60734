import type { GradiumError } from '@gradium-kit/core'
import { captureError } from './microphone-error.ts'

/** How long another device for a lost one, or a context that may not run yet, is waited for. */
export const patienceMs = 5_000

/** What the promise gives, or `aborted` as soon as the signal says so. */
export function untilAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(abortedError()))
    promise.then(resolve, reject)
  })
}

/** Resolves when the context runs, or the browser will not let it. */
export async function wake(context: AudioContext): Promise<void> {
  // Also while it still runs: it may be about to sleep. An interruption, by a call for example, ends by itself.
  if (context.state !== 'interrupted') await context.resume().catch(() => {})
}

/** Rejects with `audio-blocked` when the page may not use audio, or a call holds it. */
export async function untilRunning(context: AudioContext, awake: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, patienceMs)))
  await Promise.race([awake, patience])
  clearTimeout(timer)
  if (context.state === 'running') return
  throw captureError(
    'audio-blocked',
    'The browser does not let this page use audio yet: start the microphone with a click, and not during a call.',
  )
}

export function abortedError(): GradiumError {
  return captureError(
    'aborted',
    'The microphone was stopped, or another one chosen, before this one had begun.',
  )
}
