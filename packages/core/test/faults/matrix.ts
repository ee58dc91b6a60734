import { faultCell, faultCells, type FaultCell } from '@gradium-kit/fixtures/fault-matrix'
import { it, onTestFinished } from 'vitest'
import { checkCell, type Variant } from './check-cell.ts'
import { noteCell } from './figures-file.ts'

/** The way to check a cell that has its own. */
export type CellCheck = (cell: FaultCell) => Promise<void>

/** How to make each fault, by its id; a check of its own by the name of the cell, or by the id for the whole row. */
export interface Checks {
  variants: Readonly<Record<string, readonly Variant[]>>
  own: Readonly<Record<string, CellCheck>>
}

/** Makes a test of every cell of these faults that can be tested. */
export function testCells(ids: readonly string[], { variants, own }: Checks): void {
  const cells = faultCells.filter(
    ({ fault, expectation }) => ids.includes(fault.id) && expectation.untestable === undefined,
  )
  // oxlint-disable-next-line vitest/expect-expect -- each check expects
  it.each(cells)('$name: $expectation.outcome', async ({ name }) => {
    onTestFinished(({ task }) =>
      noteCell(name, task.result?.state === 'pass' ? 'passed' : 'failed'),
    )
    const cell = faultCell(name)
    const check = own[name] ?? own[cell.fault.id]
    await (check === undefined ? checkCell(cell, variants[cell.fault.id] ?? []) : check(cell))
  })
}

/** The ids of faults from one to another. */
export function faultIds(first: number, last: number): string[] {
  return Array.from(
    { length: last - first + 1 },
    (_, index) => `F${String(first + index).padStart(2, '0')}`,
  )
}
