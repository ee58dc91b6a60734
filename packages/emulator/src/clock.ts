/** Where the emulator's time comes from. Audio time is apart from it: always counted in samples. */
export interface Clock {
  readonly mode: ClockMode
  /** Milliseconds since an arbitrary start; never goes back. */
  now(): number
  /** Waits out a latency. Ends early, without an error, when the signal aborts. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>
  /** Runs an action later, for limits and expiry. The returned function cancels it. */
  alarm(milliseconds: number, action: () => void): () => void
}

export type ClockMode = 'realtime' | 'instant' | 'manual'

function realAlarm(milliseconds: number, action: () => void): () => void {
  const timer = setTimeout(action, milliseconds)
  timer.unref()
  return () => clearTimeout(timer)
}

/** One turn of the event loop, so that sockets are read and requests interleave. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

function realWait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (milliseconds <= 0 || signal?.aborted === true) return turn()
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, milliseconds)
    signal?.addEventListener('abort', finish)
  })
}

export function createRealtimeClock(): Clock {
  return {
    mode: 'realtime',
    now: () => performance.now(),
    wait: realWait,
    alarm: realAlarm,
  }
}

/** No latency is waited out; limits and expiry still run in real time. */
export function createInstantClock(): Clock {
  return {
    mode: 'instant',
    now: () => performance.now(),
    wait: turn,
    alarm: realAlarm,
  }
}

interface Waiter {
  dueMs: number
  action: () => void
}

/** Stands still until it is advanced. */
export class ManualClock implements Clock {
  readonly mode = 'manual'
  #nowMs = 0
  readonly #waiters = new Set<Waiter>()

  now(): number {
    return this.#nowMs
  }

  /** How far ahead each pending wait is due, in milliseconds, soonest first. */
  get pendingMs(): number[] {
    return Array.from(this.#waiters, (waiter) => waiter.dueMs - this.#nowMs).toSorted(
      (a, b) => a - b,
    )
  }

  wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (milliseconds <= 0 || signal?.aborted === true) return turn()
    return new Promise((resolve) => {
      const finish = (): void => {
        cancel()
        signal?.removeEventListener('abort', finish)
        resolve()
      }
      const cancel = this.alarm(milliseconds, finish)
      signal?.addEventListener('abort', finish)
    })
  }

  alarm(milliseconds: number, action: () => void): () => void {
    const waiter = { dueMs: this.#nowMs + milliseconds, action }
    this.#waiters.add(waiter)
    return () => this.#waiters.delete(waiter)
  }

  /** Moves time forward; everything due on the way happens in order. */
  async advance(milliseconds: number): Promise<void> {
    const targetMs = this.#nowMs + milliseconds
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- what happens now decides what is due next
      await settle()
      const next = this.#soonest()
      if (next === undefined || next.dueMs > targetMs) break
      this.#waiters.delete(next)
      this.#nowMs = Math.max(this.#nowMs, next.dueMs)
      next.action()
    }
    this.#nowMs = targetMs
  }

  #soonest(): Waiter | undefined {
    let soonest: Waiter | undefined
    for (const waiter of this.#waiters) {
      if (soonest === undefined || waiter.dueMs < soonest.dueMs) soonest = waiter
    }
    return soonest
  }
}

/** Lets what was just woken run until it waits again. */
async function settle(): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- turn after turn is the point
  for (let count = 0; count < 8; count++) await turn()
}
