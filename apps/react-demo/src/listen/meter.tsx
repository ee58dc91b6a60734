import { tellLevel } from '@gradium-kit/demo-page'
import { useLevel, type UseTranscriptionReturn } from '@gradium-kit/react'
import { useEffect, useRef } from 'react'

/** How loud the microphone is: drawn with every frame, told once a second, and never rendered. */
export function Meter({ controller }: Pick<UseTranscriptionReturn, 'controller'>) {
  const meter = useRef<HTMLDivElement>(null)
  useLevel(controller, meter)
  useEffect(
    () => (meter.current === null ? undefined : tellLevel(controller, meter.current)),
    [controller],
  )
  return (
    <div
      ref={meter}
      className="meter"
      role="meter"
      aria-label="Microphone level"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
    />
  )
}
