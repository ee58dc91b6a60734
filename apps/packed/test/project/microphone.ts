import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeWav } from '@gradium-kit/audio'
import type { Emulator } from '@gradium-kit/emulator'

const rateHz = 44_100

/** Writes a WAV for Chromium's fake microphone, which plays it again and again: the text in tones, between two pauses. */
export async function recordMicrophone(
  emulator: Emulator,
  folder: string,
  text: string,
): Promise<string> {
  const answer = await fetch(`${emulator.url}/post/speech/tts`, {
    method: 'POST',
    headers: { 'x-api-key': emulator.env.GRADIUM_API_KEY },
    body: JSON.stringify({
      text,
      voice_id: 'YTpq7expH9539ERJ',
      output_format: `pcm_${rateHz}`,
      only_audio: true,
    }),
  })
  const pause = new Uint8Array(rateHz / 2)
  const samples = Buffer.concat([pause, new Uint8Array(await answer.arrayBuffer()), pause])
  const file = join(folder, 'microphone.wav')
  const format = {
    encoding: 'pcm',
    bitsPerSample: 16,
    channelCount: 1,
    sampleRateHz: rateHz,
  } as const
  writeFileSync(file, encodeWav(samples, format))
  return file
}
