import { isMicrophoneTrouble, listeningWording, notices } from '@gradium-kit/demo-page'
import type { UseAudioDevicesReturn, UseTranscriptionReturn } from '@gradium-kit/react'
import { Failure } from '../failure.tsx'
import { MicrophoneTrouble } from '../microphone-trouble.tsx'

interface ListenNoticesProps {
  listening: UseTranscriptionReturn
  devices: UseAudioDevicesReturn
  isSilent: boolean
}

/** What the visitor should know or do just now. */
export function ListenNotices({ listening, devices, isSilent }: ListenNoticesProps) {
  const { status, error, isInputMuted } = listening
  const mustAllow = status === 'requesting-microphone' && devices.permission !== 'granted'

  /** What went wrong in a session that goes on, such as another microphone, is over with the next one. */
  async function retry() {
    if (listeningWording[status].isLive) await listening.stop()
    await listening.start()
  }

  return (
    <>
      {mustAllow && <p className="notice">{notices.asking}</p>}
      {isInputMuted && <p className="notice">{notices.inputMuted}</p>}
      {isSilent && !isInputMuted && <p className="notice">{notices.silent}</p>}
      {error &&
        (isMicrophoneTrouble(error.code) ? (
          <MicrophoneTrouble
            code={error.code}
            message={error.message}
            onRetry={() => void retry()}
          />
        ) : (
          <Failure error={error} onRetry={() => void retry()} />
        ))}
    </>
  )
}
