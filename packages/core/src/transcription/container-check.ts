import { configError } from '../errors.ts'

const signatures: readonly (readonly [string, string])[] = [
  ['RIFF', 'a WAV: pass format "wav"'],
  ['OggS', 'an Ogg file: pass format "opus"'],
  ['ID3', 'an MP3: convert it to WAV'],
  ['fLaC', 'a FLAC: convert it to WAV'],
  ['\u001aE\u00df\u00a3', 'a WebM: convert it to WAV'],
]

/** Throws `config` when what is said to be raw samples begins like a file. */
export function refuseContainer(bytes: Uint8Array): void {
  const start = String.fromCharCode(...bytes.subarray(0, 4))
  const found = signatures.find(([signature]) => start.startsWith(signature))
  if (found !== undefined) throw configError(`The audio is not raw samples but ${found[1]}.`)
}
