import { seededRandom } from './random.ts'

/** Ids and random numbers of one emulator; both repeat from run to run when it is deterministic. */
export interface Identity {
  /** A request, session or token id: `emu_` and something unique. */
  nextId(): string
  /** A 16 character uid as voices and dictionaries have it. */
  nextUid(): string
  /** In [0, 1). */
  random(): number
}

function uuid(): string {
  return globalThis.crypto.randomUUID()
}

export function createIdentity(options: { isDeterministic: boolean; seed: number }): Identity {
  const random = seededRandom(options.seed)
  if (!options.isDeterministic) {
    return {
      nextId: () => `emu_${uuid()}`,
      nextUid: () => uuid().replaceAll('-', '').slice(0, 16),
      random,
    }
  }
  let count = 0
  return {
    nextId: () => `emu_${String(++count).padStart(8, '0')}`,
    nextUid: () => `emu_${String(++count).padStart(12, '0')}`,
    random,
  }
}
