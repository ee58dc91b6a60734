import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { faultCells, renderFaults, type CellResult } from '@gradium-kit/fixtures/fault-matrix'
import type { TestProject } from 'vitest/node'
import { figuresFolder, type Counts, type Line, type Measured } from './figures-file.ts'

const page = join(import.meta.dirname, '../../FAULTS.md')

/** Prints at the end, in one line, what the tests have measured; with `--update` the page of results is written anew. */
export default function setup(project: TestProject): () => void {
  rmSync(figuresFolder, { recursive: true, force: true })
  return () => {
    const lines = readLines()
    if (lines.length === 0) return
    const cells = new Map(
      lines.flatMap((line) => ('cell' in line ? [[line.cell, line.result] as const] : [])),
    )
    console.log(`\n${summary(lines, cells)}\n`)
    const isWhole = cells.size === testable.length
    if (project.config.snapshotOptions.updateSnapshot === 'all' && isWhole)
      write(renderFaults(cells))
  }
}

const testable = faultCells.filter(({ expectation }) => expectation.untestable === undefined)

function readLines(): Line[] {
  try {
    return readdirSync(figuresFolder).flatMap((file) =>
      readFileSync(join(figuresFolder, file), 'utf8')
        .trim()
        .split('\n')
        .map((line): Line => JSON.parse(line)),
    )
  } catch {
    return []
  }
}

function summary(lines: readonly Line[], cells: ReadonlyMap<string, CellResult>): string {
  const passed = [...cells.values()].filter((result) => result === 'passed').length
  const sum = (name: keyof Counts): number =>
    lines.reduce((total, line) => total + ('counts' in line ? (line.counts[name] ?? 0) : 0), 0)
  const worst = (name: keyof Measured): number | undefined => {
    const values = lines.flatMap((line) => ('measured' in line ? [line.measured[name] ?? NaN] : []))
    const known = values.filter((value) => !Number.isNaN(value))
    return known.length === 0 ? undefined : Math.max(...known)
  }
  const figures: Record<string, string | number> = {
    cells: `${passed}/${testable.length}`,
    unsettled: sum('unsettled'),
    traps: sum('traps'),
    false_success: sum('falseSuccess'),
    leaks: sum('leaks'),
    schedules: sum('schedules'),
    fatal_attempts: `${worst('fatalAttempts') ?? '-'}/${worst('fatalAttemptsWithTokens') ?? '-'}`,
    herd_pct: worst('herdPercent') ?? '-',
    halfopen_s: `${worst('halfOpenIdleSeconds') ?? '-'}/${worst('halfOpenBusySeconds') ?? '-'}`,
    exit_ms: worst('exitMs') ?? '-',
    probes: worst('probesAtOnce') ?? '-',
  }
  return Object.entries(figures)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
}

function write(text: string): void {
  try {
    if (readFileSync(page, 'utf8') === text) return
  } catch {
    // There is none yet.
  }
  writeFileSync(page, text)
}
