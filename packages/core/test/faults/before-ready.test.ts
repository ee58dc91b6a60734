import { describe } from 'vitest'
import { beforeReadyChecks } from './before-ready-checks.ts'
import { beforeReadyVariants } from './before-ready.ts'
import { faultIds, testCells } from './matrix.ts'

describe('before the service is ready', () => {
  testCells(faultIds(1, 15), { variants: beforeReadyVariants, own: beforeReadyChecks })
})
