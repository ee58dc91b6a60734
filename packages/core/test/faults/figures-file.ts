import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** Where the workers of a run write down what they measured. */
export const figuresFolder = join(import.meta.dirname, '../../.vitest/faults')

/** What a run counts; the counts of all workers are added up. */
export interface Counts {
  unsettled?: number
  traps?: number
  falseSuccess?: number
  leaks?: number
  schedules?: number
}

/** What one test measures. */
export interface Measured {
  fatalAttempts?: number
  fatalAttemptsWithTokens?: number
  herdPercent?: number
  halfOpenIdleSeconds?: number
  halfOpenBusySeconds?: number
  exitMs?: number
  probesAtOnce?: number
}

export type Line =
  | { counts: Counts }
  | { measured: Measured }
  | { cell: string; result: 'passed' | 'failed' | 'skipped' }

function write(line: Line): void {
  mkdirSync(figuresFolder, { recursive: true })
  appendFileSync(join(figuresFolder, `${process.pid}.jsonl`), `${JSON.stringify(line)}\n`)
}

/** Adds to the counts of the run. */
export function count(counts: Counts): void {
  write({ counts })
}

/** Notes a figure. */
export function measure(measured: Measured): void {
  write({ measured })
}

/** Notes how the test of a cell went. */
export function noteCell(cell: string, result: 'passed' | 'failed' | 'skipped'): void {
  write({ cell, result })
}
