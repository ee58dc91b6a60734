import { resampled } from '../../sound/resampled.ts'
import type { Heard, HorizonProbability, Listening, Script, TimedWord } from '../engine.ts'
import { SampleHistory } from '../sample-history.ts'
import { ToneDecoder } from '../tone/tone-decoder.ts'
import type { AudioMemory } from './audio-memory.ts'
import { fingerprintRateHz } from './fingerprint.ts'
import { KnownAudioReader } from './known-audio-reader.ts'
import { ScriptReader } from './script-reader.ts'
import type { VoicedSpan } from './utterance-tracker.ts'
import { UtteranceTracker } from './utterance-tracker.ts'

const sampleRateHz = 24_000
/** Chunks are cut at these places first, so that nothing depends on how they were cut before. */
const blockSamples = 1920
const preRollSeconds = 1
const postRollSeconds = 0.3
const keptSeconds = 1.2
const overlapSeconds = 0.08
const fewestVoicedFrames = 2

/** One stream heard by the chain: tone code, known audio, script, placeholder. The first that claims an utterance wins. */
export class ChainListening implements Listening {
  readonly #tone = new ToneDecoder()
  readonly #tracker = new UtteranceTracker(sampleRateHz)
  readonly #history = new SampleHistory()
  readonly #known: KnownAudioReader
  readonly #script: ScriptReader
  readonly #isStrict: boolean
  #pushedSamples = 0
  #resolvedSeconds = 0
  #toneWords: TimedWord[] = []

  constructor(options: {
    memory: AudioMemory
    script: () => Script | undefined
    isStrict: boolean
  }) {
    this.#known = new KnownAudioReader(options.memory)
    this.#script = new ScriptReader(options.script)
    this.#isStrict = options.isStrict
  }

  push(samples: Float32Array): Heard[] {
    const heard: Heard[] = []
    for (let at = 0; at < samples.length;) {
      const room = blockSamples - (this.#pushedSamples % blockSamples)
      const block = samples.subarray(at, at + room)
      this.#pushedSamples += block.length
      heard.push(...this.#block(block))
      at += block.length
    }
    return heard
  }

  flush(): Heard[] {
    if (this.#script.isTimed) return this.#script.timed(this.#nowSeconds, true)
    const heard = this.#toneHeard(this.#tone.flush())
    // A word that is still arriving claims its utterance, which therefore stays open.
    if (this.#tone.isReceiving) return heard
    const span = this.#tracker.close()
    return span === undefined ? heard : inOrder([...heard, ...this.#resolve(span)])
  }

  steps(): HorizonProbability[][] {
    return this.#tracker.takeSteps()
  }

  get #nowSeconds(): number {
    return this.#pushedSamples / sampleRateHz
  }

  #block(block: Float32Array): Heard[] {
    const closed = this.#tracker.push(block)
    if (this.#script.isTimed) return this.#script.timed(this.#nowSeconds, false)
    const heard = this.#toneHeard(this.#tone.push(block))
    this.#history.push(block)
    for (const span of closed) heard.push(...this.#resolve(span))
    const { open } = this.#tracker
    const isOpen = open !== undefined && !this.#hasTone(open)
    const neededSeconds = (isOpen ? open.startSeconds : this.#nowSeconds) - keptSeconds
    this.#history.dropBefore(Math.floor(neededSeconds * sampleRateHz))
    return inOrder(heard)
  }

  #toneHeard(words: TimedWord[]): Heard[] {
    if (words.length > 0) this.#toneWords = [...this.#toneWords, ...words]
    return words.map((word) => ({ ...word, source: 'tone' }))
  }

  #resolve(span: VoicedSpan): Heard[] {
    const startSeconds = Math.max(this.#resolvedSeconds, span.startSeconds - preRollSeconds)
    const endSeconds = Math.min(this.#nowSeconds, span.endSeconds + postRollSeconds)
    this.#resolvedSeconds = endSeconds
    const hasTone = this.#hasTone(span)
    this.#toneWords = this.#toneWords.filter((word) => word.endSeconds > span.endSeconds)
    if (hasTone) return []
    const samples = this.#low(startSeconds, endSeconds)
    const reading = this.#known.read(samples, startSeconds, span)
    if (reading.words.length === 0) return this.#unknown(span)
    return inOrder([...reading.words, ...this.#placeholders(reading.unknown)])
  }

  /** Whether the tone code claims this utterance, even if it goes on. */
  #hasTone(span: VoicedSpan): boolean {
    return this.#toneWords.some(
      (word) =>
        word.endSeconds > span.startSeconds - overlapSeconds &&
        word.startSeconds < span.endSeconds + overlapSeconds,
    )
  }

  /** A part of the stream at the rate of fingerprints. Most parts are never asked for. */
  #low(startSeconds: number, endSeconds: number): Float32Array {
    const first = Math.round(startSeconds * sampleRateHz)
    const last = Math.round(endSeconds * sampleRateHz)
    return resampled(this.#history.view(first, last - first), sampleRateHz, fingerprintRateHz)
  }

  #unknown(span: VoicedSpan): Heard[] {
    if (span.voicedFrames < fewestVoicedFrames) return []
    return this.#script.line(span) ?? this.#placeholders([span])
  }

  #placeholders(spans: { startSeconds: number; endSeconds: number }[]): Heard[] {
    if (this.#isStrict) return []
    return spans.map(({ startSeconds, endSeconds }) => ({
      text: `[speech ${(endSeconds - startSeconds).toFixed(1)} s]`,
      startSeconds,
      endSeconds,
      source: 'placeholder',
    }))
  }
}

function inOrder(heard: Heard[]): Heard[] {
  return heard.toSorted((a, b) => a.startSeconds - b.startSeconds)
}
