import type { ReactElement } from 'react'
import { useAudioDevices, useSelection, useSpeech, useTranscription } from '../../src/index.ts'

/** Shows all that the hooks return, so that a server and a page have to agree on all of it. */
export function Page(): ReactElement {
  const { controller, ...transcription } = useTranscription({ token: 'none', autoStart: true })
  const speech = useSpeech({ token: 'none' })
  const devices = useAudioDevices()
  const selected = useSelection(controller, ({ segments }) => [segments.length])
  return (
    <pre>
      {JSON.stringify([transcription, { ...speech, controller: undefined }, devices, selected])}
    </pre>
  )
}
