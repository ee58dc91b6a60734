import { type Backend, type LanguageCode, listeningWording } from '@gradium-kit/demo-page'
import type { UseAudioDevicesReturn, UseTranscriptionReturn } from '@gradium-kit/react'
import { CaptionTools } from './caption-tools.tsx'
import { Captions } from './captions.tsx'
import { HoldToTalk } from './hold-to-talk.tsx'
import { LanguageField } from './language-field.tsx'
import { ListenControls } from './listen-controls.tsx'
import { ListenNotices } from './listen-notices.tsx'
import { MicrophoneField } from './microphone-field.tsx'

interface ListenSectionProps {
  backend: Backend
  devices: UseAudioDevicesReturn
  listening: UseTranscriptionReturn
  isSilent: boolean
  sentence: string
  language: LanguageCode
  setLanguage: (language: LanguageCode) => void
}

/** The half of the page that hears. */
export function ListenSection(props: ListenSectionProps) {
  const { backend, devices, listening, isSilent, sentence, language, setLanguage } = props
  const { isLive } = listeningWording[listening.status]
  return (
    <section aria-labelledby="listen-title">
      <div className="title">
        <h2 id="listen-title">Listen</h2>
        <p className={isLive ? 'status is-live' : 'status'}>{sentence}</p>
      </div>
      <ListenControls listening={listening} />
      <ListenNotices listening={listening} devices={devices} isSilent={isSilent} />
      <Captions backend={backend} listening={listening} language={language} />
      <CaptionTools listening={listening} />
      <div className="fields">
        <MicrophoneField devices={devices} listening={listening} />
        <LanguageField listening={listening} language={language} setLanguage={setLanguage} />
      </div>
      <HoldToTalk listening={listening} />
    </section>
  )
}
