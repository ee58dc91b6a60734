import { readFileSync } from 'node:fs'
import { faultCells, renderFaults } from '@gradium-kit/fixtures/fault-matrix'
import { expect, it } from 'vitest'

it('says in FAULTS.md what the fault matrix says, and that all of it was shown (pnpm faults writes it)', () => {
  const shown = faultCells.filter(({ expectation }) => expectation.untestable === undefined)
  const results = new Map(shown.map(({ name }) => [name, 'passed'] as const))
  const page = readFileSync(new URL('../../FAULTS.md', import.meta.url), 'utf8')
  expect(page).toBe(renderFaults(results))
})
