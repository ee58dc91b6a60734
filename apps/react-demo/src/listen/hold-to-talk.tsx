import { notices, onHold } from '@gradium-kit/demo-page'
import type { UseTranscriptionReturn } from '@gradium-kit/react'
import { useEffect, useRef } from 'react'

/** A button that is heard only while it is held. */
export function HoldToTalk({ listening }: { listening: UseTranscriptionReturn }) {
  const { start, mute, unmute } = listening
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (button.current === null) return undefined
    const press = () => {
      void unmute()
      void start()
    }
    return onHold(button.current, press, mute)
  }, [start, mute, unmute])

  return (
    <div className="aside">
      <button ref={button} type="button">
        Hold to talk
      </button>
      <p className="hint">{notices.holdToTalk}</p>
    </div>
  )
}
