import { soakParts } from './soak-parts.ts'

const part = soakParts[process.argv[2] ?? '']
if (part === undefined) throw new Error(`The parts are ${Object.keys(soakParts).join(', ')}.`)
if (!(await part.run())) process.exitCode = 1
