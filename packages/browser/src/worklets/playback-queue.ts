import { Resampler } from '@gradium-kit/audio'
import type { PlaybackCommand, PlaybackReport, PlaybackSettings } from './playback-messages.ts'
import { PlaybackUtterance } from './playback-utterance.ts'

const rampSeconds = 0.005
const tickSeconds = 0.02
/** No output is slower than a second; as long as that, samples that have left may still have to be heard. */
const tailSeconds = 1.2
const cushionStepMs = 80
/** A step of −60 dB needs no ramp. */
const inaudible = 0.001

/**
 * Utterances one after the other, as a stream of samples that goes on for ever. Where speech and silence meet there is a ramp
 * of 5 ms, added to what was sent: every sample of an utterance is played as it is, and counted. Only `clear` cuts: it fades
 * out over the next 5 ms.
 */
export class PlaybackQueue {
  readonly #rateHz: number
  readonly #inputRateHz: number
  readonly #maxCushionMs: number
  readonly #report: (report: PlaybackReport) => void
  readonly #resampler: Resampler
  readonly #utterances: PlaybackUtterance[] = []
  /** A ramp on its way out, before any sample of an utterance. */
  readonly #ramp: Float32Array
  #rampOffset: number
  #cushionMs: number
  #flow: 'none' | 'starting' | 'flowing' = 'none'
  #isPaused = false
  /** The last sample that left. */
  #last = 0
  /** The utterance that last had a sample leave, or is to. */
  #current: PlaybackUtterance | undefined
  /** The frame of the context after the last one rendered. */
  #nextFrame = 0
  #lastTickFrame = 0
  #lastFlowFrame = -Infinity

  constructor(
    settings: PlaybackSettings,
    rateHz: number,
    report: (report: PlaybackReport) => void,
  ) {
    this.#rateHz = rateHz
    this.#inputRateHz = settings.sampleRateHz
    this.#cushionMs = settings.cushionMs
    this.#maxCushionMs = settings.maxCushionMs
    this.#report = report
    this.#resampler = new Resampler({ inputRateHz: settings.sampleRateHz, outputRateHz: rateHz })
    this.#ramp = new Float32Array(Math.round(rampSeconds * rateHz))
    this.#rampOffset = this.#ramp.length
  }

  /** Nothing sounds, nor is about to fade. */
  get isSilent(): boolean {
    return this.#flow === 'none' && this.#rampOffset === this.#ramp.length && this.#last === 0
  }

  handle(command: PlaybackCommand): void {
    if (command.type === 'audio') this.#utteranceOf(command.utterance).push(command.samples)
    else if (command.type === 'end') this.#end()
    else if (command.type === 'pause') this.#isPaused = true
    else if (command.type === 'resume') this.#isPaused = false
    else this.#clear()
  }

  /** Fills a quantum of any length that begins at a frame of the context. */
  render(output: Float32Array, currentFrame: number): void {
    const contextFrame = this.#advanceTo(currentFrame)
    let offset = 0
    while (offset < output.length) {
      if (this.#rampOffset < this.#ramp.length) offset += this.#playRamp(output, offset)
      else if (this.#flow !== 'none') offset += this.#play(output, offset, contextFrame + offset)
      else if (this.#isReady()) this.#start()
      else if (Math.abs(this.#last) > inaudible) this.#rampTo(0)
      else offset = output.fill((this.#last = 0), offset).length
    }
    this.#nextFrame = contextFrame + offset
    this.#tick(this.#nextFrame)
  }

  /** Under load, Chromium leaves quanta out, its clock goes on, and gives two in a row the same frame. */
  #advanceTo(currentFrame: number): number {
    if (currentFrame > this.#nextFrame && this.#flow === 'flowing') {
      this.#tell('pause', this.#nextFrame)
      this.#tell('continue', currentFrame)
    }
    return Math.max(currentFrame, this.#nextFrame)
  }

  #utteranceOf(id: number): PlaybackUtterance {
    const last = this.#utterances.at(-1)
    if (last?.id === id) return last
    const utterance = new PlaybackUtterance(id, this.#resampler)
    this.#utterances.push(utterance)
    return utterance
  }

  #end(): void {
    const last = this.#utterances.at(-1)
    if (last !== undefined) last.isEnded = true
  }

  #clear(): void {
    const utterance = this.#utterances[0]
    const isRamping = this.#rampOffset < this.#ramp.length
    if (this.#flow === 'flowing') this.#fadeOut(utterance)
    // A ramp up to a first sample that shall not come turns back.
    else if (this.#flow === 'starting' && isRamping) this.#rampOffset = this.#ramp.length
    this.#flow = 'none'
    this.#isPaused = false
    this.#utterances.length = 0
    this.#current = undefined
    this.#resampler.reset()
  }

  #fadeOut(utterance: PlaybackUtterance | undefined): void {
    const ramp = this.#ramp
    const count = utterance?.read(ramp, 0) ?? 0
    ramp.fill(count === 0 ? this.#last : ramp[count - 1]!, count)
    for (let index = 0; index < ramp.length; index++) ramp[index]! *= 1 - (index + 1) / ramp.length
    this.#rampOffset = 0
  }

  #isReady(): boolean {
    const utterance = this.#utterances[0]
    if (utterance === undefined || this.#isPaused) return false
    if (utterance.isEnded) return true
    // Whole numbers all of them: 160 ms are two messages of 80 ms, not a sample more.
    const { receivedSamples, playedFrames } = utterance
    const buffered = receivedSamples * this.#rateHz - playedFrames * this.#inputRateHz
    const cushion = (this.#cushionMs * this.#inputRateHz * this.#rateHz) / 1_000
    return buffered >= cushion && utterance.peek() !== undefined
  }

  #start(): void {
    this.#current = this.#utterances[0]
    this.#flow = 'starting'
    this.#rampTo(this.#current?.peek() ?? 0)
  }

  #rampTo(target: number): void {
    const ramp = this.#ramp
    const from = this.#last
    if (Math.abs(target - from) <= inaudible) return
    // The target itself comes after the ramp, except silence.
    const steps = target === 0 ? ramp.length : ramp.length + 1
    for (let index = 0; index < ramp.length; index++)
      ramp[index] = from + ((target - from) * (index + 1)) / steps
    this.#rampOffset = 0
  }

  #playRamp(output: Float32Array, offset: number): number {
    const from = this.#rampOffset
    const samples = this.#ramp.subarray(from, from + output.length - offset)
    output.set(samples, offset)
    this.#rampOffset += samples.length
    this.#last = samples.at(-1)!
    return samples.length
  }

  #play(output: Float32Array, offset: number, contextFrame: number): number {
    const utterance = this.#utterances[0]!
    if (this.#isPaused) return this.#stop('pause', contextFrame)
    if (this.#flow === 'starting') {
      this.#flow = 'flowing'
      this.#tell(utterance.playedFrames === 0 ? 'start' : 'continue', contextFrame)
    }
    const count = utterance.read(output, offset)
    if (count > 0) {
      this.#last = output[offset + count - 1]!
      this.#lastFlowFrame = contextFrame + count
      return count
    }
    if (!utterance.isEnded) {
      const longer = Math.min(this.#cushionMs + cushionStepMs, this.#maxCushionMs)
      this.#cushionMs = Math.max(this.#cushionMs, longer)
      return this.#stop('underrun', contextFrame)
    }
    this.#utterances.shift()
    return this.#stop('end', contextFrame)
  }

  #stop(event: PlaybackReport['event'], contextFrame: number): number {
    this.#flow = 'none'
    // An end may be told long after the last sample; it has still to be heard.
    this.#lastFlowFrame = contextFrame
    this.#tell(event, contextFrame)
    return 0
  }

  #tick(contextFrame: number): void {
    if (contextFrame - this.#lastTickFrame < tickSeconds * this.#rateHz) return
    if (contextFrame - this.#lastFlowFrame > tailSeconds * this.#rateHz) return
    this.#lastTickFrame = contextFrame
    this.#tell('tick', contextFrame)
  }

  #tell(event: PlaybackReport['event'], contextFrame: number): void {
    if (this.#current === undefined) return
    const { id, playedFrames } = this.#current
    this.#report({ utterance: id, event, frames: playedFrames, contextFrame })
  }
}
