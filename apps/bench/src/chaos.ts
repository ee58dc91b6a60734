import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Gradium, GradiumError } from '@gradium-kit/core'
import { oracleAudio, oracleSpeech, type OracleWord } from '@gradium-kit/emulator'
import { accountOf } from './account.ts'
import { slopePerMinute } from './slope.ts'

const seconds = 90
const streams = 20
/** How much faster than it is spoken audio is sent. */
const speed = 4
const frameSeconds = 0.08
const voiceId = 'YTpq7expH9539ERJ'
const text = Array.from({ length: 40 }, (_, index) => `word${index}`).join(' ')
const words: OracleWord[] = Array.from({ length: 80 }, (_, index) => ({
  text: index % 9 < 3 ? 'no' : `w${index}`,
  startFrame: 5 + index * 7,
  frameCount: 3 + (index % 3),
}))
const audio = oracleSpeech(words, { frameCount: 600 })

const seen = { transcripts: 0, speeches: 0, cuts: 0, errors: 0, lost: 0, dup: 0, wrong: 0 }

/** Transcriptions and speeches over connections that are cut all the time: nothing is lost, and no memory with it. */
export async function chaos(): Promise<boolean> {
  const service = fork(new URL('../scripts/chaos-process.ts', import.meta.url))
  const [{ url }] = (await once(service, 'message')) as [{ url: string }]
  service.on('message', () => (seen.cuts += 1))
  // Connections break more often here than any outage may last.
  const retry = { maxRetries: 100, maxOutageMs: Infinity }
  const gradium = new Gradium({ apiKey: 'soak', baseUrl: url, retry })
  const end = performance.now() + seconds * 1_000
  const heap: [minute: number, mib: number][] = []
  const sampler = setInterval(() => {
    globalThis.gc?.()
    globalThis.gc?.()
    const { heapUsed, external } = process.memoryUsage()
    heap.push([performance.now() / 60_000, (heapUsed + external) / 1_048_576])
  }, 2_000)
  await Promise.all(
    Array.from({ length: streams }, async () => {
      while (performance.now() < end) {
        await counted(transcribe(gradium))
        await counted(speak(gradium))
      }
    }),
  )
  clearInterval(sampler)
  await gradium.close()
  service.disconnect()
  const slope = slopePerMinute(heap.slice(Math.floor(heap.length * 0.3)))
  console.log(
    `chaos: seconds=${seconds} streams=${streams} cuts=${seen.cuts} transcripts=${seen.transcripts} speeches=${seen.speeches} errors=${seen.errors} lost=${seen.lost} dup=${seen.dup} wrong_audio=${seen.wrong} slope_mib_min=${slope.toFixed(2)} (must <= 1)`,
  )
  return seen.errors + seen.lost + seen.dup + seen.wrong === 0 && slope <= 1
}

async function counted(work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!GradiumError.is(error)) throw error
    seen.errors += 1
    console.log(error.message)
  }
}

async function transcribe(gradium: Gradium): Promise<void> {
  const live = gradium.transcription.live({ format: 'pcm_24000' })
  for (let frame = 0; frame < audio.frameCount; frame += 1) {
    live.send(audio.frame(frame))
    await new Promise((resolve) => setTimeout(resolve, (frameSeconds * 1_000) / speed))
  }
  const { segments } = await live.finish()
  const { lost, dup, reordered } = accountOf(words, segments)
  seen.transcripts += 1
  seen.lost += lost
  seen.dup += dup + reordered
}

async function speak(gradium: Gradium): Promise<void> {
  const pieces: Uint8Array[] = []
  const stream = gradium.speech.stream({ text, voiceId, resume: 'segment' })
  for await (const event of stream) if (event.type === 'audio') pieces.push(event.audio)
  const isWhole = Buffer.concat(pieces).equals(oracleAudio(text, { voiceId, format: 'pcm_24000' }))
  seen.speeches += 1
  if (!isWhole) seen.wrong += 1
}
