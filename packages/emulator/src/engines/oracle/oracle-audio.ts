import { outputFormats } from '../../wire/audio-format.ts'
import { oracleWordSamples, oracleWords } from './oracle-voice.ts'

export interface OracleAudioOptions {
  /** Uid of the voice, as the setup names it. */
  voiceId: string
  /** `pcm`, which is 48 kHz, or `pcm_8000` to `pcm_48000`. */
  format: string
}

/**
 * The bytes that `engine: 'oracle'` sends for a text, headers and all: one word after the other, each in whole frames of
 * 80 ms and nothing between them. Tags are not understood: leave out `<flush>`, which makes no sound.
 * @throws TypeError for a format that is not PCM.
 */
export function oracleAudio(text: string, options: OracleAudioOptions): Uint8Array<ArrayBuffer> {
  const format = outputFormats.get(options.format)
  if (format?.encoding !== 'pcm') {
    throw new TypeError(
      `The bytes of oracle speech are known for PCM only, such as pcm_24000, not for '${options.format}'.`,
    )
  }
  const words = oracleWords(text).map((word) =>
    oracleWordSamples(word, options.voiceId, format.sampleRateHz),
  )
  const bytes = new Uint8Array(2 * words.reduce((sum, samples) => sum + samples.length, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const samples of words) {
    for (const sample of samples) {
      view.setInt16(at, sample, true)
      at += 2
    }
  }
  return bytes
}
