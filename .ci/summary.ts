import { globSync, readFileSync } from 'node:fs'

const totals = { passed: 0, failed: 0, skipped: 0 }
for (const file of globSync('{packages,apps}/*/.vitest/results.json')) {
  const results = JSON.parse(readFileSync(file, 'utf8'))
  totals.passed += results.numPassedTests
  totals.failed += results.numFailedTests
  totals.skipped += results.numPendingTests + results.numTodoTests
}
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
if (totals.passed === 0 || totals.failed > 0) process.exitCode = 1
