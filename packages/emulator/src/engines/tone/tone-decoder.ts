import type { TimedWord } from '../engine.ts'
import { SampleHistory } from '../sample-history.ts'
import {
  frameSymbols,
  parseHeaderByte,
  symbolSeconds,
  syncHighHz,
  syncLowHz,
  syncSymbols,
  toneHz,
} from './tone-code.ts'
import { ToneDetector } from './tone-detector.ts'
import { ToneWordJoiner } from './tone-word-joiner.ts'

const sampleRateHz = 24_000
const symbolSamples = symbolSeconds * sampleRateHz
const syncSamples = syncSymbols * symbolSamples
const hopSamples = 30
const climbHops = 12
const refineSamples = 6
const nudgeSamples = 36
const lookAheadSamples = syncSamples + climbHops * hopSamples + refineSamples
/** Share of a stretch that must be the expected tone: leaves room for noise at 5 dB. */
const leastSyncShare = 0.3
const leastDataShare = 0.15
const lowTone = 16
const highTone = 17

type Attempt =
  | { outcome: 'frame'; bytes: Uint8Array; endSample: number }
  | { outcome: 'wait'; untilSample: number }
  | { outcome: 'reject' }

/**
 * Reads the words of the tone engine out of sound at 24 kHz. Results depend on the samples alone,
 * never on how they were cut into chunks; a frame counts only when its checksum is right.
 */
export class ToneDecoder {
  readonly #history = new SampleHistory()
  readonly #joiner = new ToneWordJoiner(sampleRateHz)
  readonly #detector = new ToneDetector({
    tonesHz: [...toneHz, syncLowHz, syncHighHz],
    sampleRateHz,
    windowSamples: symbolSamples,
  })
  #scanSample = 0
  #acceptedSample = 0
  #wakeSample = 0

  /** True while a frame has begun but not yet ended. */
  isReceiving = false

  push(samples: Float32Array): TimedWord[] {
    this.#history.dropBefore(this.#scanSample - hopSamples)
    this.#history.push(samples)
    return this.#history.end < this.#wakeSample ? [] : this.#scan(this.#history.end)
  }

  /** Words whose frames are complete but were waiting for what follows. Does not disturb a frame that is still arriving. */
  flush(): TimedWord[] {
    const { end } = this.#history
    const words = this.#scan(end + 2 * syncSamples)
    this.#scanSample = this.#acceptedSample
    return [...words, ...this.#scan(end)]
  }

  #scan(endSample: number): TimedWord[] {
    const words: TimedWord[] = []
    this.isReceiving = false
    this.#acceptedSample = this.#scanSample
    while (this.#scanSample + lookAheadSamples <= endSample) {
      if (!this.#isSync(this.#scanSample)) {
        this.#scanSample += hopSamples
        continue
      }
      const startSample = this.#align(this.#scanSample)
      const attempt = this.#readNear(startSample, endSample)
      if (attempt.outcome === 'wait') {
        this.isReceiving = true
        this.#wakeSample = attempt.untilSample
        return words
      }
      if (attempt.outcome === 'frame') {
        const word = this.#joiner.push({ ...attempt, startSample })
        if (word !== undefined) words.push(word)
        this.#scanSample = attempt.endSample - 2 * hopSamples
        this.#acceptedSample = this.#scanSample
      } else {
        this.#scanSample = Math.max(this.#scanSample, startSample) + hopSamples
      }
    }
    this.#wakeSample = this.#scanSample + lookAheadSamples
    return words
  }

  #isSync(at: number): boolean {
    return (
      this.#share(at, lowTone) > leastSyncShare &&
      this.#share(at + symbolSamples, lowTone) > leastSyncShare &&
      this.#share(at + 2 * symbolSamples, highTone) > leastSyncShare
    )
  }

  #share(at: number, tone: number): number {
    const samples = this.#history.view(at, symbolSamples)
    const full = this.#detector.fullPower(samples)
    return full === 0 ? 0 : this.#detector.power(samples, tone) / full
  }

  #syncPower(at: number): number {
    const power = (symbol: number, tone: number): number =>
      this.#detector.power(this.#history.view(at + symbol * symbolSamples, symbolSamples), tone)
    return power(0, lowTone) + power(1, lowTone) + power(2, highTone)
  }

  #align(scanSample: number): number {
    let best = scanSample
    let bestPower = this.#syncPower(best)
    const climb = (step: number, hops: number): void => {
      for (let hop = 0; hop < hops; hop += 1) {
        const power = this.#syncPower(best + step)
        if (power <= bestPower) return
        bestPower = power
        best += step
      }
    }
    climb(hopSamples, climbHops - 1)
    climb(-refineSamples, hopSamples / refineSamples)
    climb(refineSamples, hopSamples / refineSamples)
    return best
  }

  /** Codecs smear the sync, so places around it are tried as well. */
  #readNear(startSample: number, endSample: number): Attempt {
    for (const shift of [0, -nudgeSamples, nudgeSamples]) {
      const attempt = this.#read(startSample + shift, endSample)
      if (attempt.outcome !== 'reject') return attempt
    }
    return { outcome: 'reject' }
  }

  #read(startSample: number, endSample: number): Attempt {
    const bytes: number[] = []
    let byteCount = 1
    for (let index = 0; index < byteCount; index += 1) {
      const at = startSample + (syncSymbols + 2 * index) * symbolSamples
      const high = this.#nibble(at, endSample)
      if (typeof high !== 'number') return high
      const low = this.#nibble(at + symbolSamples, endSample)
      if (typeof low !== 'number') return low
      bytes.push((high << 4) | low)
      if (index === 0) byteCount = 1 + parseHeaderByte(bytes[0]!).byteLength + 2
    }
    const frame = Uint8Array.from(bytes)
    if (!this.#joiner.accepts(frame)) return { outcome: 'reject' }
    const symbols = frameSymbols(frame.length - 3)
    return { outcome: 'frame', bytes: frame, endSample: startSample + symbols * symbolSamples }
  }

  #nibble(at: number, endSample: number): number | Attempt {
    if (at + symbolSamples > endSample) {
      return { outcome: 'wait', untilSample: at + symbolSamples }
    }
    const samples = this.#history.view(at, symbolSamples)
    let best = 0
    let bestPower = -1
    for (let nibble = 0; nibble < 16; nibble += 1) {
      const power = this.#detector.power(samples, nibble)
      if (power > bestPower) {
        best = nibble
        bestPower = power
      }
    }
    const isTone = bestPower > leastDataShare * this.#detector.fullPower(samples)
    return isTone ? best : { outcome: 'reject' }
  }
}
