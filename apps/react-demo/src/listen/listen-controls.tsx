import { listeningWording } from '@gradium-kit/demo-page'
import type { UseTranscriptionReturn } from '@gradium-kit/react'
import { Icon } from '../icon.tsx'
import { Meter } from './meter.tsx'

/** Start and stop, mute, and how loud it is. */
export function ListenControls({ listening }: { listening: UseTranscriptionReturn }) {
  const { controller, status, isMuted } = listening
  const { button, icon, isLive } = listeningWording[status]

  function toggle() {
    if (status === 'idle' || status === 'error') {
      void listening.unmute()
      void listening.start()
    } else if (isLive) void listening.stop()
    else listening.cancel()
  }

  function toggleMute() {
    if (!isLive) return
    if (isMuted) void listening.unmute()
    else listening.mute()
  }

  return (
    <div className="controls">
      <button className="primary start" type="button" onClick={toggle}>
        <Icon name={icon} />
        {button}
      </button>
      <button
        type="button"
        aria-pressed={isLive && isMuted}
        aria-disabled={!isLive}
        onClick={toggleMute}
      >
        <Icon name="microphoneOff" />
        Mute
      </button>
      <Meter controller={controller} />
    </div>
  )
}
