import captureUrl from '@gradium-kit/browser/worklets/capture.js?url'
import {
  type Backend,
  type LanguageCode,
  listeningSentence,
  requestToken,
  speakingSentences,
} from '@gradium-kit/demo-page'
import { useAudioDevices, useTranscription } from '@gradium-kit/react'
import { useState } from 'react'
import { ConversationSection } from './conversation-section.tsx'
import { ListenSection } from './listen/listen-section.tsx'
import { Numbers } from './numbers.tsx'
import { SpeakSection } from './speak/speak-section.tsx'
import { useConversation } from './use-conversation.ts'
import { useFigures } from './use-figures.ts'
import { useReader } from './use-reader.ts'
import { useSilence } from './use-silence.ts'

/** A page that listens and speaks: what its parts share. */
export function Demo({ backend }: { backend: Backend }) {
  const { baseUrl } = backend
  const [language, setLanguage] = useState<LanguageCode>('en')
  const devices = useAudioDevices()
  const reader = useReader(baseUrl)
  const conversation = useConversation(reader)
  const listening = useTranscription({
    baseUrl,
    token: requestToken,
    language,
    microphone: { workletUrl: captureUrl },
    onTurnEnd: (turn) => void conversation.answer(turn),
    onSpeakingChange: conversation.hearVoice,
  })
  const figures = useFigures(listening.controller, reader.speech.controller)
  const isSilent = useSilence(listening)
  const sentence = listeningSentence(listening.status, listening.isMuted, isSilent)

  return (
    <>
      <p className="visually-hidden" role="status">
        {sentence}. {speakingSentences[reader.speech.status]}.
      </p>
      <div className="sides">
        <ListenSection
          {...{ backend, devices, listening, isSilent, sentence, language, setLanguage }}
        />
        <SpeakSection reader={reader} devices={devices} />
      </div>
      <ConversationSection conversation={conversation} listening={listening} />
      <Numbers {...{ backend, devices, figures, listening }} />
    </>
  )
}
