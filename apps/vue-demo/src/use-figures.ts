import { followFigures, noFigures } from '@gradium-kit/demo-page'
import type { UseSpeechReturn, UseTranscriptionReturn } from '@gradium-kit/vue'
import { onScopeDispose, shallowRef } from 'vue'

/** What the page measures of its two halves. */
export function useFigures(
  listening: UseTranscriptionReturn['controller'],
  speaking: UseSpeechReturn['controller'],
) {
  const figures = shallowRef(noFigures)
  onScopeDispose(followFigures(listening, speaking, (changed) => (figures.value = changed)))
  return figures
}
