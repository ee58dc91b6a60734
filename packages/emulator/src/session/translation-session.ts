import type { Heard } from '../engines/engine.ts'
import type { ClientInput } from '../wire/client-message.ts'
import type { ServerMessage } from '../wire/server-message.ts'
import type { TranslationSetup } from '../wire/setup.ts'
import type { SessionEnvironment } from './environment.ts'
import { Hearing, type HearingStep } from './hearing.ts'
import type { Inbox } from './inbox.ts'
import { SpeechOutput } from './speech-output.ts'

const creditsPerSecond = 30
/** Words are spoken when this many wait, or when the speaker has paused. */
const wordsPerPiece = 6

function isPause(step: HearingStep): boolean {
  const nearest = step.inactivity.find((entry) => entry.horizonSeconds === 2)
  return (nearest?.inactivityProbability ?? 0) > 0.5
}

/**
 * One S2S request: what is heard is spoken again in the chosen voice (PROTOCOL.md §7).
 * Nothing is translated: the text sent is the text heard.
 */
export async function* runTranslation(
  setup: TranslationSetup,
  inbox: Inbox<ClientInput>,
  environment: SessionEnvironment,
): AsyncGenerator<ServerMessage> {
  const found = environment.findVoice(setup)
  const voice = { ...found, language: setup.settings.targetLanguage ?? found.language }
  environment.charge(0)
  const hearing = await Hearing.create(environment, setup.input, setup.settings.language)
  const output = await SpeechOutput.create(environment, { format: setup.output, voice, speed: 1 })
  const waiting: string[] = []

  async function* speakWaiting(): AsyncGenerator<ServerMessage> {
    if (waiting.length === 0) return
    yield* output.speak(waiting.splice(0).join(' '))
    yield* output.settle()
  }

  const take = (heard: Heard[]): void => {
    for (const word of heard) waiting.push(word.text)
  }

  async function* hear(steps: Iterable<HearingStep>): AsyncGenerator<ServerMessage> {
    for (const step of steps) {
      if (step.inactivity.length > 0) environment.charge(creditsPerSecond * 0.08)
      take(step.heard)
      if (isPause(step) || waiting.length >= wordsPerPiece) yield* speakWaiting()
    }
  }

  try {
    yield {
      type: 'ready',
      request_id: environment.nextId(),
      model_name: setup.modelName,
      sample_rate: setup.output.sampleRateHz,
      frame_size: setup.output.frameSamples,
    }
    for await (const input of inbox) {
      if (environment.signal.aborted) return
      if (input.type === 'audio') yield* hear(hearing.push(input.audio))
      if (input.type === 'end_of_stream') break
    }
    yield* hear(hearing.finish())
    take(hearing.flush())
    yield* speakWaiting()
    yield* output.finish()
    yield { type: 'end_of_stream' }
  } finally {
    hearing.free()
    output.free()
  }
}
