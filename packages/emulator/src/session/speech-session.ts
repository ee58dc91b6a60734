import type { ClientInput } from '../wire/client-message.ts'
import type { ServerMessage } from '../wire/server-message.ts'
import type { SpeechSetup } from '../wire/setup.ts'
import type { SessionEnvironment } from './environment.ts'
import type { Inbox } from './inbox.ts'
import { SpeechOutput } from './speech-output.ts'
import { SpokenText, type TextItem } from './spoken-text.ts'

/** One TTS request: takes text, gives `ready`, sound and words, `end_of_stream` (PROTOCOL.md §5). */
export async function* runSpeech(
  setup: SpeechSetup,
  inbox: Inbox<ClientInput>,
  environment: SessionEnvironment,
): AsyncGenerator<ServerMessage> {
  const voice = environment.findVoice(setup)
  if (setup.pronunciationId !== undefined) environment.checkPronunciation(setup.pronunciationId)
  environment.charge(0)
  const { output: format, settings } = setup
  const output = await SpeechOutput.create(environment, { format, voice, speed: settings.speed })
  try {
    yield {
      type: 'ready',
      request_id: environment.nextId(),
      model_name: setup.modelName,
      sample_rate: format.sampleRateHz,
      frame_size: format.frameSamples,
      audio_stream_names: ['tts'],
      text_stream_names: ['tts'],
    }
    const text = new SpokenText()
    for await (const input of inbox) {
      yield* speakItems(takeItems(text, input), output, environment)
      if (input.type === 'end_of_stream') break
      if (input.type === 'flush') yield { type: 'flushed', flush_id: input.flushId }
      if (environment.compatibility.hasNeedMoreText && inbox.size === 0 && !text.hasWaitingWords) {
        yield { type: 'need_more_text' }
      }
    }
    yield* output.finish()
    yield { type: 'end_of_stream' }
  } finally {
    output.free()
  }
}

function takeItems(text: SpokenText, input: ClientInput): TextItem[] {
  switch (input.type) {
    case 'text':
      return text.add(input.text)
    case 'flush':
      return text.add('<flush>')
    default:
      return text.end()
  }
}

async function* speakItems(
  items: TextItem[],
  output: SpeechOutput,
  environment: SessionEnvironment,
): AsyncGenerator<ServerMessage> {
  for (const item of items) {
    if (environment.signal.aborted) return
    if (item.kind === 'break') yield* output.silence(item.seconds)
    else if (item.kind === 'flush') yield* output.settle()
    else {
      environment.charge(Array.from(item.text).length)
      yield* output.speak(item.text)
    }
  }
}
