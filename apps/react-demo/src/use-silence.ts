import { watchSilence } from '@gradium-kit/demo-page'
import type { UseTranscriptionReturn } from '@gradium-kit/react'
import { useEffect, useState } from 'react'

/** Whether the page listens and has heard nothing for five seconds. */
export function useSilence({ controller, status, isMuted }: UseTranscriptionReturn): boolean {
  const [isSilent, setSilent] = useState(false)
  const mustWatch = status === 'listening' && !isMuted
  useEffect(
    () => (mustWatch ? watchSilence(controller, setSilent) : undefined),
    [controller, mustWatch],
  )
  return isSilent
}
