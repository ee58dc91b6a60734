import type { SpeechEngine, SpeechRequest, Spoken } from '../engine.ts'
import { oracleWordSamples, oracleWords } from './oracle-voice.ts'

/** Speaks noise that depends on the words and the voice alone. The speech of `a b` is that of `a`, then that of `b`, sample by sample. */
export function createOracleEngine(sampleRateHz: number): SpeechEngine {
  return {
    id: 'oracle',
    sampleRateHz,
    license: 'MIT',
    supports: () => true,
    synthesize: (request) => synthesize(request, sampleRateHz),
  }
}

async function* synthesize(request: SpeechRequest, sampleRateHz: number): AsyncGenerator<Spoken> {
  let spokenSamples = 0
  for (const word of oracleWords(request.text)) {
    const samples = oracleWordSamples(word, request.voice.id, sampleRateHz)
    const startSeconds = spokenSamples / sampleRateHz
    spokenSamples += samples.length
    const endSeconds = spokenSamples / sampleRateHz
    yield { kind: 'word', text: word, startSeconds, endSeconds }
    // Encoders multiply by 32,767 and round, which gives the same integers again.
    yield { kind: 'audio', samples: Float32Array.from(samples, (sample) => sample / 32_767) }
  }
}
