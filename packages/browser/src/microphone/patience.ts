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

/** Resolves when the context runs. Rejects with `audio-blocked` when the page may not, or a call holds the audio. */
export async function untilRunning(context: AudioContext): Promise<void> {
  if (context.state !== 'running') {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patienceMs)
      const proceed = (): void => {
        clearTimeout(timer)
        resolve()
      }
      context.addEventListener('statechange', proceed, { once: true })
    })
  }
  if ((context.state as string) === 'running') return
  throw captureError(
    'audio-blocked',
    'The browser does not let this page use audio yet: start the microphone with a click, and not during a call.',
  )
}

export function abortedError(): Error {
  return captureError(
    'aborted',
    'The microphone was stopped, or another one chosen, before this one had begun.',
  )
}
