import { encodeWithTable } from '../src/base64-table.ts'
import { Resampler } from '../src/resampler.ts'

// Prints the speed figures of the README: resampling in pieces of 80 ms, and Base64 without an engine's own.

const seconds = 120
const pairs: readonly (readonly [inputRateHz: number, outputRateHz: number])[] = [
  [48_000, 24_000],
  [44_100, 24_000],
  [48_000, 16_000],
  [48_000, 8_000],
  [22_050, 48_000],
  [24_000, 48_000],
]

function elapsedMs(work: () => void): number {
  work()
  const startedMs = performance.now()
  work()
  return performance.now() - startedMs
}

for (const [inputRateHz, outputRateHz] of pairs) {
  const piece = Float32Array.from({ length: inputRateHz * 0.08 }, (_, index) => Math.sin(index / 9))
  const milliseconds = elapsedMs(() => {
    const resampler = new Resampler({ inputRateHz, outputRateHz })
    for (let index = 0; index < seconds / 0.08; index++) resampler.push(piece)
    resampler.finish()
  })
  const factor = (seconds * 1000) / milliseconds
  console.log(`${inputRateHz} to ${outputRateHz} Hz: ${factor.toFixed(0)} times real time`)
}

const message = Uint8Array.from({ length: 7680 }, (_, index) => index * 7)
const rounds = 20_000
const milliseconds = elapsedMs(() => {
  for (let index = 0; index < rounds; index++) encodeWithTable(message)
})
console.log(
  `encodeBase64: ${((milliseconds * 1000) / rounds).toFixed(1)} µs for ${message.length} bytes`,
)
