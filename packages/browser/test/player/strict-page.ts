import { GradiumError } from '@gradium-kit/core'
import { Player } from '../../src/player/player.ts'

/** What a page under a strict policy does: plays, and says how that went. */
async function playHere(workletUrl: string | undefined): Promise<string> {
  let onEnd = (): void => {}
  const ended = new Promise<string>((resolve) => (onEnd = () => resolve('heard')))
  const player = new Player({ workletUrl, onEnd })
  try {
    await player.open()
    player.write(new Int16Array(2_400).fill(1_000))
    player.end()
    return await ended
  } catch (error) {
    return GradiumError.is(error) ? `${error.code} ${error.phase}: ${error.message}` : String(error)
  } finally {
    await player.close()
  }
}

Object.assign(globalThis, { playHere })
dispatchEvent(new Event('page-ready'))
