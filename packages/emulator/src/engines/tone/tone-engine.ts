import type { SpeechEngine, SpeechRequest, Spoken } from '../engine.ts'
import { renderTones, tonesOfWord } from './tone-encoder.ts'

const wordGapSeconds = 0.06
const pauseSeconds = 0.3
const shortestGapSeconds = 0.02

/**
 * An engine whose sound carries its own words: it sounds like a modem, and the recogniser reads it
 * back exactly, from any stream or file. Speaks every language, with one voice. Speed stretches or
 * shortens the pauses only, since the code itself must keep its rate. The sample rate is 8 kHz or more.
 */
export function createToneEngine(sampleRateHz = 48_000): SpeechEngine {
  return {
    id: 'tone',
    sampleRateHz,
    license: 'MIT',
    supports: () => true,
    synthesize: (request) => synthesize(request, sampleRateHz),
  }
}

async function* synthesize(request: SpeechRequest, sampleRateHz: number): AsyncGenerator<Spoken> {
  const speed = request.speed > 0 ? request.speed : 1
  let spokenSamples = 0
  for (const word of request.text.split(/\s+/u)) {
    if (word === '') continue
    const sound = renderTones(tonesOfWord(word), sampleRateHz)
    const gapSeconds = /[.,!?;:]$/u.test(word) ? pauseSeconds : wordGapSeconds
    const spacedSeconds = Math.max(shortestGapSeconds, gapSeconds / speed)
    const gapSamples = Math.round(spacedSeconds * sampleRateHz)
    const samples = new Float32Array(sound.length + gapSamples)
    samples.set(sound)
    yield {
      kind: 'word',
      text: word,
      startSeconds: spokenSamples / sampleRateHz,
      endSeconds: (spokenSamples + sound.length) / sampleRateHz,
    }
    yield { kind: 'audio', samples }
    spokenSamples += samples.length
  }
}
