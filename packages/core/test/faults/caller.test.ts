import { describe } from 'vitest'
import { callerChecks } from './caller-checks.ts'
import { faultIds, testCells } from './matrix.ts'

describe('what the caller gives', () => {
  testCells(faultIds(44, 49), { variants: {}, own: callerChecks })
})
