import type { Recognizer, RecognizerOptions } from '../engine.ts'
import { AudioMemory } from './audio-memory.ts'
import { ChainListening } from './chain-listening.ts'

/** Makes the recogniser all streams share. Each stream reads the script from its beginning; a new script starts over everywhere. */
export function createRecognizer(options: RecognizerOptions = {}): Recognizer {
  const memory = new AudioMemory()
  for (const fixture of options.fixtures ?? []) memory.addFixture(fixture)
  let { script } = options
  return {
    listen: () =>
      new ChainListening({ memory, script: () => script, isStrict: options.isStrict ?? false }),
    remember: (utterance) => memory.remember(utterance),
    setScript: (next) => {
      script = next
    },
  }
}
