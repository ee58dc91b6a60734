import type { Heard } from '../engines/engine.ts'
import type { ClientInput } from '../wire/client-message.ts'
import type { ServerMessage } from '../wire/server-message.ts'
import type { TranscriptionSetup } from '../wire/setup.ts'
import { listeningRateHz } from './audio-input.ts'
import type { SessionEnvironment } from './environment.ts'
import { Hearing, type HearingStep } from './hearing.ts'
import type { Inbox } from './inbox.ts'
import { TimingJitter } from './timing-jitter.ts'

const stepSamples = 1920
const creditsPerSecond = { default: 3, 'stt-translate': 4 }

function gridIndex(seconds: number): number {
  return Math.max(0, Math.round((seconds * listeningRateHz) / stepSamples))
}

function gridSeconds(index: number): number {
  return (index * stepSamples) / listeningRateHz
}

interface DueMessage {
  stepIndex: number
  message: ServerMessage
}

/** Holds words back until the delay has passed in audio time (PROTOCOL.md §6.5). */
class Transcript {
  readonly #queue: DueMessage[] = []
  readonly #delay: number
  readonly #clockOffset: number
  readonly #jitter: TimingJitter

  constructor(delayInFrames: number, environment: SessionEnvironment) {
    this.#delay = delayInFrames
    this.#clockOffset = environment.compatibility.isDecoderClock ? delayInFrames : 0
    this.#jitter = new TimingJitter(environment.timingJitterFrames, environment.random)
  }

  add(heard: Heard[]): void {
    for (const word of heard) {
      const stream_id = word.streamId ?? 0
      const startIndex = gridIndex(word.startSeconds)
      const stopIndex = Math.max(startIndex, gridIndex(word.endSeconds))
      const { start, stop } = this.#jitter.moved(stream_id, { start: startIndex, stop: stopIndex })
      const start_s = gridSeconds(start + this.#clockOffset)
      const stop_s = gridSeconds(stop + this.#clockOffset)
      this.#insert(start, { type: 'text', text: word.text, start_s, stream_id })
      this.#insert(stop, { type: 'end_text', stop_s, stream_id })
    }
  }

  /** Two streams may speak at once: what is due earlier goes first. */
  #insert(index: number, message: ServerMessage): void {
    const stepIndex = index + this.#delay
    const place = this.#queue.findLastIndex((due) => due.stepIndex <= stepIndex) + 1
    this.#queue.splice(place, 0, { stepIndex, message })
  }

  *release(stepIndex: number): Generator<ServerMessage> {
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      if (next.stepIndex > stepIndex) return
      this.#queue.shift()
      yield next.message
    }
  }
}

function stepMessage(step: HearingStep, hasThreeHorizons: boolean): ServerMessage {
  const vad = step.inactivity.map((entry) => ({
    horizon_s: entry.horizonSeconds,
    inactivity_prob: entry.inactivityProbability,
  }))
  return {
    type: 'step',
    vad: hasThreeHorizons ? vad.filter((entry) => entry.horizon_s < 3) : vad,
    step_idx: step.index,
    step_duration_s: gridSeconds(1),
    total_duration_s: gridSeconds(step.index),
  }
}

/** One STT request: takes audio, gives `ready`, steps and text, `end_of_stream` (PROTOCOL.md §6). */
export async function* runTranscription(
  setup: TranscriptionSetup,
  inbox: Inbox<ClientInput>,
  environment: SessionEnvironment,
): AsyncGenerator<ServerMessage> {
  const { compatibility, clock, signal } = environment
  const { delayInFrames, language } = setup.settings
  const price =
    setup.modelName === 'stt-translate'
      ? creditsPerSecond['stt-translate']
      : creditsPerSecond.default
  environment.charge(0)
  const hearing = await Hearing.create(environment, setup.input, language)
  const transcript = new Transcript(delayInFrames, environment)

  function* report(steps: Iterable<HearingStep>): Generator<ServerMessage> {
    for (const step of steps) {
      transcript.add(step.heard)
      if (step.inactivity.length > 0) {
        environment.charge(price * gridSeconds(1))
        yield stepMessage(step, compatibility.hasThreeHorizons)
      }
      yield* transcript.release(step.index)
    }
  }

  function* everything(): Generator<ServerMessage> {
    transcript.add(hearing.flush())
    yield* transcript.release(Infinity)
  }

  try {
    yield {
      type: 'ready',
      request_id: environment.nextId(),
      model_name: setup.modelName,
      sample_rate: listeningRateHz,
      frame_size: stepSamples,
      delay_in_frames: delayInFrames,
      text_stream_names: [],
    }
    for await (const input of inbox) {
      if (signal.aborted) return
      if (input.type === 'audio') yield* report(hearing.push(input.audio))
      if (input.type === 'flush') {
        const messages = [...everything()]
        const late = compatibility.isTextAfterFlushed ? messages.splice(-2) : []
        yield* messages
        yield { type: 'flushed', flush_id: input.flushId }
        if (late.length > 0) await clock.wait(50, signal)
        yield* late
      }
      if (input.type === 'end_of_stream') break
    }
    if (hearing.pendingBytes > 0) {
      environment.onViolation('The audio ended inside a sample: an odd number of bytes was sent.')
    }
    yield* report(hearing.finish())
    yield* everything()
    yield { type: 'end_of_stream' }
  } finally {
    hearing.free()
  }
}
