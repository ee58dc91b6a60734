import { abortedError } from '../errors.ts'

/** The promise, or an `aborted` error as soon as the signal says so, whatever the promise does then. */
export function untilAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    function abort(): void {
      signal?.removeEventListener('abort', abort)
      reject(abortedError('connect'))
    }
    signal.addEventListener('abort', abort)
    if (signal.aborted) abort()
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
