/** The one seam to frameworks: an immutable snapshot, and word of its changes. */
export interface Readable<Snapshot> {
  /** The same object until something has changed. */
  readonly getSnapshot: () => Snapshot
  /** What a server renders and a page hydrates: the same frozen object for ever. */
  readonly getServerSnapshot: () => Snapshot
  /** Calls the listener after every change, several changes of one task at once. Returns what ends it. */
  readonly subscribe: (listener: () => void) => () => void
}

/** Holds the snapshot of a controller. */
export class Store<Snapshot extends object> implements Readable<Snapshot> {
  #snapshot: Snapshot
  #isNotifying = false
  readonly #idle: Snapshot
  readonly #listeners = new Set<() => void>()

  constructor(idle: Snapshot) {
    this.#snapshot = idle
    this.#idle = idle
  }

  readonly getSnapshot = (): Snapshot => this.#snapshot

  readonly getServerSnapshot = (): Snapshot => this.#idle

  readonly subscribe = (listener: () => void): (() => void) => {
    // A function of its own for each call: the same listener may subscribe twice.
    const own = (): void => listener()
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  /** Replaces what differs. Nothing is told when nothing does. */
  update(changes: Partial<Snapshot>): void {
    const next = { ...this.#snapshot, ...changes }
    if (!isDifferent(next, this.#snapshot)) return
    this.#snapshot = Object.freeze(next)
    if (this.#isNotifying) return
    this.#isNotifying = true
    queueMicrotask(() => {
      this.#isNotifying = false
      for (const listener of this.#listeners) listener()
    })
  }
}

function isDifferent<Value extends object>(a: Value, b: Value): boolean {
  for (const key in a) if (!Object.is(a[key], b[key])) return true
  return false
}
