import { describe } from 'vitest'
import { machineChecks } from './machine-checks.ts'
import { faultIds, testCells } from './matrix.ts'

describe('the machine and the network', () => {
  testCells(faultIds(37, 43), { variants: {}, own: machineChecks })
})
