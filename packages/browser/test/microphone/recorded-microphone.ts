import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recordingWav } from './recording.ts'

/** What Chromium's fake microphone plays in the tests of the project `recorded`. */
export const recordedMicrophone: string = join(
  tmpdir(),
  `gradium-kit-microphone-${process.pid}.wav`,
)

export default function setup(): () => void {
  writeFileSync(recordedMicrophone, recordingWav())
  return () => rmSync(recordedMicrophone, { force: true })
}
