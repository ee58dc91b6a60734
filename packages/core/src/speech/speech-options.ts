import { configError } from '../errors.ts'
import type { Setup } from '../protocol/client-messages.ts'
import { wireFormat, type AudioFormat } from '../protocol/formats.ts'
import {
  checkRetryForSeconds,
  encodeSpeechSettings,
  type SpeechSettings,
} from '../protocol/settings.ts'
import { checkId } from '../transport/address.ts'

/** What to say how. */
export interface SpeechOptions extends SpeechSettings {
  /** A voice's id, from `voices.list()` or your own. Default: the service's. */
  voiceId?: string | undefined
  /** A voice's name, for deployments that know voices by name. Ignored beside `voiceId`. */
  voice?: string | undefined
  /** Model alias. Default `default`. */
  model?: string | undefined
  /** A pronunciation dictionary's id. */
  pronunciationId?: string | undefined
  /** How long the service itself may look for a free worker, in seconds. Default: not at all. */
  retryForSeconds?: number | undefined
  /** Ends the operation with an `aborted` error. */
  signal?: AbortSignal | undefined
}

/** The setup of a synthesis; throws `config` for what the service would refuse. */
export function speechSetup(options: SpeechOptions, format: AudioFormat): Setup {
  const { voiceId, voice, model = 'default', pronunciationId } = options
  if (voiceId === 'default') {
    throw configError('"default" is a voice name, not an id: leave voiceId out.')
  }
  return {
    voiceId: voiceId === undefined ? undefined : checkId('voiceId', voiceId),
    voice: voiceId === undefined ? voice : undefined,
    modelName: model,
    outputFormat: wireFormat(format, 'output'),
    pronunciationId:
      pronunciationId === undefined ? undefined : checkId('pronunciationId', pronunciationId),
    settings: encodeSpeechSettings(options),
    retryForSeconds: checkRetryForSeconds(options.retryForSeconds),
  }
}
