import { encodeBase64, pcm16FromFloat } from '@gradium-kit/audio'
import type { ServerMessage, SpeechSocket } from './speech-socket.ts'
import { openSpeechSocket } from './speech-socket.ts'

export const listeningRateHz = 24_000
const chunkSamples = 1920
const bufferedBytesLimit = 256 * 1024

/** One request on the STT socket. */
export class Transcription {
  readonly #socket: SpeechSocket

  private constructor(socket: SpeechSocket) {
    this.#socket = socket
  }

  static async open(options: {
    key: string
    language: string
    onMessage: (message: ServerMessage) => void
    onClosed: (problem: string | undefined) => void
  }): Promise<Transcription> {
    const socket = await openSpeechSocket('asr', options.key, {
      message: options.onMessage,
      closed: options.onClosed,
    })
    const config = { language: options.language }
    socket.send({ type: 'setup', input_format: 'pcm_24000', json_config: config })
    return new Transcription(socket)
  }

  send(samples: Float32Array): void {
    if (samples.length === 0) return
    this.#socket.send({ type: 'audio', audio: encodeBase64(pcm16FromFloat(samples)) })
  }

  /** Sends sound that is all there, in chunks, without filling the memory of the browser. */
  async sendAll(samples: Float32Array): Promise<void> {
    let at = 0
    await new Promise<void>((resolve) => {
      const more = (): void => {
        while (at < samples.length && this.#socket.bufferedBytes < bufferedBytesLimit) {
          this.send(samples.subarray(at, at + chunkSamples))
          at += chunkSamples
        }
        if (at < samples.length) setTimeout(more, 20)
        else resolve()
      }
      more()
    })
  }

  finish(): void {
    this.#socket.send({ type: 'end_of_stream' })
  }

  close(): void {
    this.#socket.close()
  }
}
