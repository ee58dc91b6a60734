import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, it } from 'vitest'

/** What a page loads that imports these names from the package. */
async function bundleOf(names: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { ${names} } from './src/index.ts'`,
      resolveDir: fileURLToPath(new URL('../', import.meta.url)),
    },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    external: ['vue'],
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

/** What only the one or the other says. */
const ofTranscription = [
  'requesting-microphone',
  'getUserMedia',
  'mic-denied',
  'gradium-kit-capture',
]
const ofSpeech = ['heardText', 'underruns', 'gradium-kit-playback']

const found = (texts: string[], bundle: string): string[] =>
  texts.filter((text) => bundle.includes(text))

it('brings nothing of speech along with the transcription composable', async () => {
  const bundle = await bundleOf('useTranscription, vLevel')
  expect(found(ofTranscription, bundle)).toEqual(ofTranscription)
  expect(found(ofSpeech, bundle)).toEqual([])
})

it('brings nothing of transcription along with the speech composable', async () => {
  const bundle = await bundleOf('useSpeech, vLevel')
  expect(found(ofSpeech, bundle)).toEqual(ofSpeech)
  expect(found(ofTranscription, bundle)).toEqual([])
})

it('brings neither along with the list of devices', async () => {
  const bundle = await bundleOf('useAudioDevices')
  expect(found([...ofTranscription, ...ofSpeech], bundle)).toEqual(['getUserMedia', 'mic-denied'])
})
