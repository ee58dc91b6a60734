import { Gradium } from '@gradium-kit/core'
import { oracleSpeech, type OracleWord } from '@gradium-kit/emulator'
import { accountOf } from './account.ts'
import { startRemoteEmulator } from './emulator.ts'

const framesPerHour = 45_000
/** About a second is sent at a time. */
const piece = 12
/** Seconds that a session may last, in audio received. */
const sessionLimitSeconds = 300

/** Hours of audio through one transcription, which has to change sessions every few minutes. */
export async function endless(
  name: string,
  hours: number,
  mostRealSeconds: number,
): Promise<boolean> {
  const frameCount = hours * framesPerHour
  const words = speech(frameCount)
  await using emulator = await startRemoteEmulator({
    engine: 'oracle',
    sessionLimitSeconds,
    compatibility: { isLimitAudioTime: true },
    credits: 1_000_000_000,
    journalLimit: 1_000,
  })
  const gradium = new Gradium({ apiKey: 'soak', baseUrl: emulator.url })
  const live = gradium.transcription.live({ format: 'pcm_24000' })
  const begun = performance.now()
  let errors = 0
  let rollovers = 0
  const reading = (async () => {
    for await (const event of live) if (event.type === 'status') rollovers += 1
  })().catch(() => (errors += 1))
  const source = oracleSpeech(words, { frameCount })
  for (let frame = 0; frame < frameCount; frame += piece) {
    await live.drained(4)
    const frames = Array.from({ length: Math.min(piece, frameCount - frame) }, (_, index) =>
      source.frame(frame + index),
    )
    live.send(Buffer.concat(frames))
  }
  const { segments, gaps } = await live.finish()
  await reading
  const realSeconds = (performance.now() - begun) / 1_000
  const account = accountOf(words, segments)
  const isGood =
    errors + gaps.length + account.lost + account.dup + account.reordered === 0 &&
    account.maxErrorMs <= 80 &&
    rollovers >= Math.floor((hours * 3_600) / sessionLimitSeconds) &&
    realSeconds <= mostRealSeconds
  const mib = Math.round(process.memoryUsage().rss / 1_048_576)
  console.log(
    `${name}: hours=${hours} words=${words.length} errors=${errors} gaps=${gaps.length} rollovers=${rollovers} lost=${account.lost} dup=${account.dup} reordered=${account.reordered} maxerr_ms=${account.maxErrorMs.toFixed(0)} rss_mib=${mib} real_s=${realSeconds.toFixed(1)} (must <= ${mostRealSeconds})`,
  )
  return isGood
}

/** Seven minutes that repeat: words with pauses, the same word again and again, a minute without a pause, silence. */
function speech(frameCount: number): OracleWord[] {
  const words: OracleWord[] = []
  let at = 5
  function say(text: string, frames: number, pauseFrames: number): void {
    words.push({ text, startFrame: at, frameCount: frames })
    at += frames + pauseFrames
  }
  while (at < frameCount) {
    for (let count = 0; count < 150; count += 1) {
      if (count % 10 === 0) for (let no = 0; no < 3; no += 1) say('no', 4, 1)
      say(`w${words.length}`, 3 + (count % 4), count % 7)
    }
    at += 25
    for (let count = 0; count < 200; count += 1) say(`w${words.length}`, 3 + (count % 3), 0)
    at += 40
    for (let count = 0; count < 200; count += 1) say(`w${words.length}`, 4, 2 + (count % 5))
    at += 300
  }
  return words.filter((word) => word.startFrame + word.frameCount <= frameCount)
}
