import {
  decodeAlaw,
  decodeMulaw,
  encodeAlaw,
  encodeMulaw,
  floatFromPcm16,
  pcm16FromFloat,
} from '@gradium-kit/audio'
import { createOggOpusDecoder, createOggOpusEncoder } from '@gradium-kit/audio/opus'
import type {
  Heard,
  Recognizer,
  SpeechEngine,
  SpeechRequest,
  TimedWord,
  Utterance,
} from '../../src/engines/engine.ts'
import { joinSamples } from '../../src/sound/join-samples.ts'
import { resampled } from '../../src/sound/resampled.ts'

export { resampled }
export const emma = { id: 'emma', language: 'en', gender: 'feminine', pitchHz: 210 } as const
export const kent = { id: 'kent', language: 'en', gender: 'masculine', pitchHz: 105 } as const

export async function speak(
  engine: SpeechEngine,
  text: string,
  changes: Partial<SpeechRequest> = {},
): Promise<Utterance> {
  const pieces: Float32Array[] = []
  const words: TimedWord[] = []
  for await (const spoken of engine.synthesize({
    text,
    language: 'en',
    voice: emma,
    speed: 1,
    ...changes,
  })) {
    if (spoken.kind === 'audio') pieces.push(spoken.samples)
    else
      words.push({
        text: spoken.text,
        startSeconds: spoken.startSeconds,
        endSeconds: spoken.endSeconds,
      })
  }
  return { samples: joined(...pieces), sampleRateHz: engine.sampleRateHz, words }
}

export function joined(...pieces: Float32Array[]): Float32Array {
  return joinSamples(pieces)
}

export function silence(seconds: number): Float32Array {
  return new Float32Array(Math.round(seconds * 24_000))
}

/** Sent as 16-bit PCM at a rate and received at 24 kHz. */
export function throughPcm(samples: Float32Array, from: number, rateHz: number): Float32Array {
  const sent = floatFromPcm16(pcm16FromFloat(resampled(samples, from, rateHz)))
  return resampled(sent, rateHz, 24_000)
}

export function throughG711(
  samples: Float32Array,
  from: number,
  law: 'mulaw' | 'alaw',
): Float32Array {
  const bytes = pcm16FromFloat(resampled(samples, from, 8000))
  const pcm = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)
  const received = law === 'mulaw' ? decodeMulaw(encodeMulaw(pcm)) : decodeAlaw(encodeAlaw(pcm))
  return resampled(
    Float32Array.from(received, (value) => value / 32_768),
    8000,
    24_000,
  )
}

export async function throughOpus(
  samples: Float32Array,
  from: number,
  bitsPerSecond: number,
): Promise<Float32Array> {
  const encoder = await createOggOpusEncoder({ bitsPerSecond, serial: 1 })
  const decoder = await createOggOpusDecoder()
  const decoded = [
    encoder.header(),
    encoder.push(resampled(samples, from, 48_000)),
    encoder.finish(),
  ].map((bytes) => decoder.push(bytes))
  const received = joined(...decoded, decoder.finish())
  encoder.free()
  decoder.free()
  return resampled(received, 48_000, 24_000)
}

/** Adds white noise at a level below the loudness of the samples that sound. */
export function withNoise(samples: Float32Array, signalToNoiseDb: number): Float32Array {
  const sounding = samples.filter((sample) => Math.abs(sample) > 1e-3)
  const power = sounding.reduce((sum, sample) => sum + sample * sample, 0) / sounding.length
  const noise = whiteNoise(samples.length, Math.sqrt(power / 10 ** (signalToNoiseDb / 10)))
  return samples.map((sample, i) => sample + noise[i]!)
}

/** Gaussian noise, the same every time. */
export function whiteNoise(length: number, level: number): Float32Array {
  let state = 1
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 1) / 4_294_967_297
  }
  return Float32Array.from(
    { length },
    () => level * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  )
}

export function chunks(samples: Float32Array, length: number): Float32Array[] {
  return Array.from({ length: Math.ceil(samples.length / length) }, (_, i) =>
    samples.subarray(i * length, (i + 1) * length),
  )
}

/** All that a fresh stream hears in samples at 24 kHz. */
export function hear(recognizer: Recognizer, samples: Float32Array, chunkLength = 1920): Heard[] {
  const listening = recognizer.listen({ language: 'en', key: 'key', connectionIndex: 0 })
  const heard = chunks(samples, chunkLength).flatMap((chunk) => listening.push(chunk))
  return [...heard, ...listening.flush()]
}

export function texts(words: { text: string }[]): string[] {
  return words.map((word) => word.text)
}

export function largestStartError(heard: TimedWord[], spoken: TimedWord[], shift = 0): number {
  return Math.max(
    ...heard.map((word, i) => Math.abs(word.startSeconds - shift - spoken[i]!.startSeconds)),
  )
}
