import { Resampler } from '@gradium-kit/audio'
import type { SpeechEngine, TimedWord, VoiceSpec } from '../engines/engine.ts'
import { joinSamples } from '../sound/join-samples.ts'
import type { AudioFormat } from '../wire/audio-format.ts'
import { encodeBase64 } from '../wire/base64.ts'
import type { ServerMessage } from '../wire/server-message.ts'
import type { SessionEnvironment } from './environment.ts'
import { type FrameEncoder, createFrameEncoder } from './frame-encoder.ts'

const frameSeconds = 0.08
/** About half a second of silence ends every request (PROTOCOL.md §5.5), but what the oracle speaks. */
const trailingFrames = 6
/** How much of a request is remembered as a whole. */
const rememberedSeconds = 60
/** All times are samples at this rate divided by it, so that they print without noise (PROTOCOL.md §5.5). */
const timelineRateHz = 48000

function onTimeline(seconds: number): number {
  return Math.round(seconds * timelineRateHz) / timelineRateHz
}

interface SpeechOutputOptions {
  format: AudioFormat
  voice: VoiceSpec
  speed: number
}

/** The sound of one request: speaks pieces of text and cuts what comes into `audio` and `text` messages. */
export class SpeechOutput {
  readonly #environment: SessionEnvironment
  readonly #options: SpeechOutputOptions
  readonly #engine: SpeechEngine
  readonly #encoder: FrameEncoder
  readonly #resampler: Resampler
  /** What these speak is known anywhere; the rest must be remembered. */
  readonly #isKnown: boolean
  readonly #frame: Float32Array
  readonly #words: TimedWord[] = []
  readonly #spokenWords: TimedWord[] = []
  readonly #spokenSound: Float32Array[] = []
  #pieceCount = 0
  #filledSamples = 0
  #engineSamples = 0
  #frameCount = 0
  #dueMs: number | undefined
  #held: Extract<ServerMessage, { type: 'audio' }> | undefined

  private constructor(
    environment: SessionEnvironment,
    options: SpeechOutputOptions,
    engine: SpeechEngine,
    encoder: FrameEncoder,
  ) {
    this.#environment = environment
    this.#options = options
    this.#engine = engine
    this.#encoder = encoder
    this.#frame = new Float32Array(options.format.frameSamples)
    this.#isKnown = engine.id !== 'flite'
    this.#resampler = new Resampler({
      inputRateHz: engine.sampleRateHz,
      outputRateHz: options.format.sampleRateHz,
    })
  }

  static async create(
    environment: SessionEnvironment,
    options: SpeechOutputOptions,
  ): Promise<SpeechOutput> {
    const { format, voice } = options
    const engine = await environment.engineFor(voice.language, format.sampleRateHz)
    const encoder = await createFrameEncoder(format)
    return new SpeechOutput(environment, options, engine, encoder)
  }

  /** Speaks one piece of text. */
  async *speak(text: string): AsyncGenerator<ServerMessage> {
    const { voice, speed } = this.#options
    const startSeconds = this.#engineSamples / this.#engine.sampleRateHz
    const chunks: Float32Array[] = []
    const words: TimedWord[] = []
    const request = { text, language: voice.language, voice, speed }
    for await (const spoken of this.#engine.synthesize(request)) {
      if (this.#environment.signal.aborted) return
      if (spoken.kind === 'audio') chunks.push(spoken.samples)
      else words.push(spoken)
    }
    this.#remember(chunks, words)
    this.#pieceCount++
    for (const word of words) {
      const placed = {
        text: word.text,
        startSeconds: onTimeline(startSeconds + word.startSeconds),
        endSeconds: onTimeline(startSeconds + word.endSeconds),
      }
      this.#words.push(placed)
      this.#spokenWords.push(placed)
    }
    for (const chunk of chunks) yield* this.#push(chunk)
  }

  async *silence(seconds: number): AsyncGenerator<ServerMessage> {
    yield* this.#push(new Float32Array(Math.round(seconds * this.#engine.sampleRateHz)))
  }

  /** Sends all sound there is by filling the frame in hand, and what the resampler keeps, with silence. */
  async *settle(): AsyncGenerator<ServerMessage> {
    if (this.#engineSamples === 0) return
    const frame = this.#engine.sampleRateHz * frameSeconds
    const isResampled = this.#engine.sampleRateHz !== this.#options.format.sampleRateHz
    const missing = (frame - (this.#engineSamples % frame)) % frame
    yield* this.#push(new Float32Array(missing + (isResampled ? frame : 0)))
  }

  /** Sends what is left, the trailing silence, and what closes the container. Nothing if nothing was spoken. */
  async *finish(): AsyncGenerator<ServerMessage> {
    if (this.#engineSamples === 0) return
    if (this.#pieceCount > 1) {
      const isWithin = (word: TimedWord): boolean => word.endSeconds <= rememberedSeconds
      this.#remember(this.#spokenSound, this.#spokenWords.filter(isWithin))
    }
    if (this.#engine.id !== 'oracle') yield* this.silence(trailingFrames * frameSeconds)
    yield* this.#cut(this.#resampler.finish())
    if (this.#filledSamples > 0) {
      yield* this.#cut(new Float32Array(this.#frame.length - this.#filledSamples))
    }
    for (const word of this.#words.splice(0)) yield textMessage(word)
    const held = this.#held
    if (held === undefined) return
    this.#held = undefined
    const closing = this.#encoder.finish()
    yield { ...held, audio: encodeBase64(concatenate(this.#lastBytes, closing)) }
  }

  free(): void {
    this.#encoder.free()
  }

  #lastBytes: Uint8Array = new Uint8Array(0)

  async *#push(samples: Float32Array): AsyncGenerator<ServerMessage> {
    this.#engineSamples += samples.length
    const isRemembered = this.#engineSamples <= rememberedSeconds * this.#engine.sampleRateHz
    if (isRemembered && !this.#isKnown) this.#spokenSound.push(samples)
    yield* this.#cut(this.#resampler.push(samples))
  }

  async *#cut(samples: Float32Array): AsyncGenerator<ServerMessage> {
    let position = 0
    while (position < samples.length) {
      const taken = samples.subarray(position, position + this.#frame.length - this.#filledSamples)
      this.#frame.set(taken, this.#filledSamples)
      this.#filledSamples += taken.length
      position += taken.length
      if (this.#filledSamples < this.#frame.length) return
      this.#filledSamples = 0
      yield* this.#send()
    }
  }

  async *#send(): AsyncGenerator<ServerMessage> {
    await this.#pace()
    if (this.#environment.signal.aborted) return
    const { format } = this.#options
    if (this.#frameCount === 0 && this.#encoder.header !== undefined) {
      yield audioMessage(this.#encoder.header, 0, 0)
    }
    const startSeconds = (this.#frameCount * 3840) / timelineRateHz
    const endSeconds = (++this.#frameCount * 3840) / timelineRateHz
    const bytes = this.#encoder.encode(this.#frame)
    this.#environment.onAudio('out', this.#frame, format.sampleRateHz)
    if (this.#held !== undefined) yield this.#held
    this.#held = undefined
    for (let word = this.#words[0]; word !== undefined; word = this.#words[0]) {
      if (word.startSeconds >= endSeconds) break
      this.#words.shift()
      yield textMessage(word)
    }
    const message = audioMessage(bytes, startSeconds, endSeconds)
    if (format.encoding !== 'opus') {
      yield message
      return
    }
    // The last Opus frame must also carry the end-of-stream page, and only the next frame tells that it is not the last.
    this.#held = message
    this.#lastBytes = bytes
  }

  async #pace(): Promise<void> {
    const { clock, pacing, signal } = this.#environment
    const nowMs = clock.now()
    this.#dueMs =
      this.#dueMs === undefined
        ? nowMs + pacing.firstAudioMs
        : Math.max(nowMs, this.#dueMs + pacing.frameMs)
    await clock.wait(this.#dueMs - nowMs, signal)
  }

  /** What an audible engine spoke is remembered piece by piece at once, and as a whole at the end. */
  #remember(chunks: Float32Array[], words: TimedWord[]): void {
    if (this.#isKnown || words.length === 0) return
    const samples = joinSamples(chunks)
    this.#environment.remember({ samples, sampleRateHz: this.#engine.sampleRateHz, words })
  }
}

function concatenate(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length)
  joined.set(first)
  joined.set(second, first.length)
  return joined
}

function audioMessage(
  bytes: Uint8Array,
  start: number,
  stop: number,
): Extract<ServerMessage, { type: 'audio' }> {
  return { type: 'audio', audio: encodeBase64(bytes), start_s: start, stop_s: stop, stream_id: 0 }
}

function textMessage(word: TimedWord): ServerMessage {
  const { text, startSeconds, endSeconds } = word
  return { type: 'text', text, start_s: startSeconds, stop_s: endSeconds, stream_id: 0 }
}
