import { connectAndClose } from './cycles.ts'
import { endless } from './endless.ts'

/** Something that takes long. `run` prints its figures and returns whether they are as they must be. */
export interface SoakPart {
  nodeOptions: readonly string[]
  run(): Promise<boolean>
}

export const soakParts: Readonly<Record<string, SoakPart>> = {
  hour: { nodeOptions: [], run: () => endless('hour', 1, 30) },
  day: { nodeOptions: [], run: () => endless('day', 24, 60) },
  // A young generation that may not grow, or its growth would look like a leak.
  cycles: { nodeOptions: ['--expose-gc', '--max-semi-space-size=2'], run: connectAndClose },
}
