import { notices, onEscape, sampleTexts, speakingSentences } from '@gradium-kit/demo-page'
import type { UseAudioDevicesReturn } from '@gradium-kit/react'
import { useEffect, useState } from 'react'
import { Failure } from '../failure.tsx'
import type { Reader } from '../use-reader.ts'
import { OutputField } from './output-field.tsx'
import { ReadingText } from './reading-text.tsx'
import { SpeakControls } from './speak-controls.tsx'
import { TextField } from './text-field.tsx'
import { VoiceField } from './voice-field.tsx'
import { VolumeField } from './volume-field.tsx'

/** The half of the page that speaks. */
export function SpeakSection({
  reader,
  devices,
}: {
  reader: Reader
  devices: UseAudioDevicesReturn
}) {
  const { speech, reading, read } = reader
  const { status, error, interrupt, unlock } = speech
  const [text, setText] = useState<string>(sampleTexts[0].text)
  const isLive = status === 'speaking' || status === 'buffering'
  useEffect(() => onEscape(interrupt), [interrupt])

  return (
    <section aria-labelledby="speak-title">
      <div className="title">
        <h2 id="speak-title">Speak</h2>
        <p className={isLive ? 'status is-live' : 'status'}>{speakingSentences[status]}</p>
      </div>
      <TextField text={text} setText={setText} />
      <SpeakControls text={text} reader={reader} />
      {status === 'blocked' && (
        <div className="notice">
          <p>{notices.blocked}</p>
          <button className="primary" type="button" onClick={() => void unlock()}>
            Play it
          </button>
        </div>
      )}
      {error && <Failure error={error} onRetry={() => void read(reading?.text ?? text)} />}
      <ReadingText reader={reader} />
      <div className="fields">
        <VoiceField reader={reader} />
        <VolumeField reader={reader} />
        {devices.isOutputSelectable && <OutputField devices={devices} speech={speech} />}
      </div>
    </section>
  )
}
