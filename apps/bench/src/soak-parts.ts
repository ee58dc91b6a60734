import { chaos } from './chaos.ts'
import { connectAndClose } from './cycles.ts'
import { endless } from './endless.ts'
import { multiplex, multiplexLine } from './multiplex.ts'

/** Something that takes long. `run` prints its figures and returns whether they are as they must be. */
export interface SoakPart {
  nodeOptions: readonly string[]
  run(): Promise<boolean>
}

/** Requests on the shared sockets of one client. */
const multiplexed = 10_000

export const soakParts: Readonly<Record<string, SoakPart>> = {
  hour: { nodeOptions: [], run: () => endless('hour', 1, 30) },
  day: { nodeOptions: [], run: () => endless('day', 24, 60) },
  // A young generation that may not grow, or its growth would look like a leak.
  cycles: { nodeOptions: ['--expose-gc', '--max-semi-space-size=2'], run: connectAndClose },
  mux: { nodeOptions: [], run: speakAtOnce },
  chaos: { nodeOptions: ['--expose-gc'], run: chaos },
}

async function speakAtOnce(): Promise<boolean> {
  const figures = await multiplex(multiplexed)
  console.log(multiplexLine(figures))
  return figures.mixedBytes + figures.contexts + figures.odd === 0
}
