import { watchSilence } from '@gradium-kit/demo-page'
import type { UseTranscriptionReturn } from '@gradium-kit/vue'
import { ref, watchEffect } from 'vue'

/** Whether the page listens and has heard nothing for five seconds. */
export function useSilence({ controller, status, isMuted }: UseTranscriptionReturn) {
  const isSilent = ref(false)
  watchEffect((onCleanup) => {
    if (status.value !== 'listening' || isMuted.value) return
    onCleanup(watchSilence(controller, (changed) => (isSilent.value = changed)))
  })
  return isSilent
}
