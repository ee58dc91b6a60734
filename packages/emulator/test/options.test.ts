import { expect, it } from 'vitest'
import { startEmulator } from '../src/index.ts'

it.each([
  [{ clok: 'instant' }, "There is no option 'clok'"],
  [{ compatibility: { hasFoot: true } }, "There is no compatibility switch 'hasFoot'"],
  [{ speed: 0 }, 'speed'],
  [{ timingJitterFrames: -1 }, 'timingJitterFrames must be an integer from 0'],
  [{ chunkSplit: 'all' }, "'frames' or 'random'"],
])('%j is refused with a sentence', async (options, sentence) => {
  // A name written wrong is what TypeScript would not let pass.
  await expect(Reflect.apply(startEmulator, undefined, [options])).rejects.toThrow(sentence)
})
