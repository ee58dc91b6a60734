import { describe, expect, it } from 'vitest'
import { loadFliteEngine } from '../../src/engines/flite/flite-engine.ts'
import { createRecognizer } from '../../src/engines/recognizer/recognizer.ts'
import {
  emma,
  hear,
  joined,
  kent,
  resampled,
  silence,
  speak,
  texts,
  throughG711,
  throughOpus,
  throughPcm,
} from './sound.ts'

const flite = await loadFliteEngine()
const words = ['Yes.', 'No.', 'I', 'A.', 'We?', 'the', 'up', 'it', 'Go!', 'ok.', 'Hmm.', 'Hello']
const spoken = await Promise.all(
  words.flatMap((text) =>
    [emma, kent].map(async (voice) => {
      const utterance = await speak(flite, text, { voice })
      return { text, utterance, samples: resampled(utterance.samples, 16_000, 24_000) }
    }),
  ),
)
const recognizer = createRecognizer({})
for (const { utterance } of spoken) recognizer.remember(utterance)

const ways: [string, (samples: Float32Array) => Float32Array | Promise<Float32Array>][] = [
  ['PCM at 8 kHz', (samples) => throughPcm(samples, 24_000, 8000)],
  ['PCM at 16 kHz', (samples) => throughPcm(samples, 24_000, 16_000)],
  ['PCM at 24 kHz', (samples) => throughPcm(samples, 24_000, 24_000)],
  ['PCM at 48 kHz', (samples) => throughPcm(samples, 24_000, 48_000)],
  ['µ-law', (samples) => throughG711(samples, 24_000, 'mulaw')],
  ['Opus', (samples) => throughOpus(samples, 24_000, 24_000)],
]

describe('a word spoken alone', () => {
  it.each(ways)('comes back through %s, with and without silence around it', async (_, send) => {
    for (const { text, samples } of spoken) {
      for (const sent of [samples, joined(silence(0.5), samples, silence(0.7))]) {
        // oxlint-disable-next-line no-await-in-loop -- a table of cases
        expect(texts(hear(recognizer, await send(sent)))).toEqual([text])
      }
    }
  })

  it('is not taken for another', () => {
    for (const { text, samples } of spoken) {
      const others = createRecognizer({})
      for (const other of spoken) if (other.text !== text) others.remember(other.utterance)
      const heard = hear(others, joined(silence(0.5), samples, silence(0.7)))
      expect(heard.map((word) => word.source)).toEqual(['placeholder'])
    }
  })
})
