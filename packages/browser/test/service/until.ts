import type { Readable } from '../../src/store.ts'

/** Resolves with the first snapshot, this one or a later one, of which it is true. */
export function until<Snapshot>(
  { getSnapshot, subscribe }: Readable<Snapshot>,
  isTrue: (snapshot: Snapshot) => boolean,
): Promise<Snapshot> {
  return new Promise((resolve) => {
    const stop = subscribe(look)
    function look(): void {
      const snapshot = getSnapshot()
      if (!isTrue(snapshot)) return
      stop()
      resolve(snapshot)
    }
    look()
  })
}
