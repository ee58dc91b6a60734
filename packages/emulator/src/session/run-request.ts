import type { ClientInput } from '../wire/client-message.ts'
import type { ServerMessage } from '../wire/server-message.ts'
import type { Setup, SpeechRoute } from '../wire/setup.ts'
import type { SessionEnvironment } from './environment.ts'
import type { Inbox } from './inbox.ts'
import { runSpeech } from './speech-session.ts'
import { runTranscription } from './transcription-session.ts'
import { runTranslation } from './translation-session.ts'

const accepted: Record<SpeechRoute, readonly string[]> = {
  tts: ['text', 'end_of_stream'],
  stt: ['audio', 'flush', 'end_of_stream'],
  s2s: ['audio', 'end_of_stream'],
}

/** Message types a running request of this kind takes. */
export function acceptedInputs(kind: SpeechRoute, hasTtsFlush: boolean): ReadonlySet<string> {
  return new Set(kind === 'tts' && hasTtsFlush ? [...accepted.tts, 'flush'] : accepted[kind])
}

/**
 * Runs one request from its setup to its `end_of_stream`. The caller sends what is yielded.
 * @throws WireError what the client is to be told; the request is over then.
 */
export function runRequest(
  setup: Setup,
  inbox: Inbox<ClientInput>,
  environment: SessionEnvironment,
): AsyncGenerator<ServerMessage> {
  switch (setup.kind) {
    case 'tts':
      return runSpeech(setup, inbox, environment)
    case 'stt':
      return runTranscription(setup, inbox, environment)
    default:
      return runTranslation(setup, inbox, environment)
  }
}
