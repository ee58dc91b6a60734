import { globSync, readFileSync } from 'node:fs'
import { findCanaries } from '../packages/fixtures/src/canary.ts'

const totals = { passed: 0, failed: 0, skipped: 0 }
for (const file of globSync('{packages,apps}/*/.vitest/results.json')) {
  const results = JSON.parse(readFileSync(file, 'utf8'))
  totals.passed += results.numPassedTests
  totals.failed += results.numFailedTests
  totals.skipped += results.numPendingTests + results.numTodoTests
}

// The key and the token of the tests must be in nothing that the suite printed or wrote.
for (const file of globSync('{packages,apps}/*/{.vitest/results.json,.turbo/turbo-test.log}')) {
  for (const canary of findCanaries(readFileSync(file, 'utf8'))) {
    console.error(`${file} contains the secret ${canary.slice(0, 10)}…`)
    totals.failed += 1
  }
}

console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
// A suite that could not even start has no results: its exit status, passed on here, is all there is.
if (totals.passed === 0 || totals.failed > 0 || Number(process.argv[2] ?? 0) !== 0)
  process.exitCode = 1
