import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeWav, pcm16FromFloat, Resampler } from '@gradium-kit/audio'
import { startEmulator } from '@gradium-kit/emulator'
import { recordingRateHz } from '../microphone/recording.ts'
import { spokenText } from './spoken-text.ts'

/** What Chromium's fake microphone plays in the tests of the project `spoken`. */
export const spokenMicrophone: string = join(tmpdir(), `gradium-kit-spoken-${process.pid}.wav`)

export default async function setup(): Promise<() => void> {
  writeFileSync(spokenMicrophone, await spokenWav())
  return () => rmSync(spokenMicrophone, { force: true })
}

/** The text as the emulator says it, at the rate of the fake device, after a second of silence. */
async function spokenWav(): Promise<Uint8Array> {
  await using emulator = await startEmulator()
  const answer = await fetch(`${emulator.url}/post/speech/tts`, {
    method: 'POST',
    headers: { 'x-api-key': emulator.env.GRADIUM_API_KEY },
    body: JSON.stringify({
      text: spokenText,
      voice_id: 'YTpq7expH9539ERJ',
      output_format: 'pcm_48000',
      only_audio: true,
    }),
  })
  const samples = Float32Array.from(
    new Int16Array(await answer.arrayBuffer()),
    (each) => each / 32_768,
  )
  const resampler = new Resampler({ inputRateHz: 48_000, outputRateHz: recordingRateHz })
  const parts = [new Float32Array(recordingRateHz), resampler.push(samples), resampler.finish()]
  return encodeWav(Buffer.concat(parts.map((part) => pcm16FromFloat(part))), {
    encoding: 'pcm',
    sampleRateHz: recordingRateHz,
    channelCount: 1,
    bitsPerSample: 16,
  })
}
