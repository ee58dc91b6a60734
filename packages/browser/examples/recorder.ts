import { Microphone, Player } from '@gradium-kit/browser'

const pieces: Int16Array[] = []
const microphone = new Microphone({ onAudio: (samples) => pieces.push(samples) })
const player = new Player({ sampleRateHz: 24_000 })

/** To be called from a click. Rejects with a `GradiumError`. */
export async function record(): Promise<void> {
  pieces.length = 0
  await microphone.start()
}

export async function playBack(): Promise<void> {
  await microphone.stop() // the last piece has come
  await player.open()
  for (const piece of pieces) player.write(piece)
  player.end()
}
