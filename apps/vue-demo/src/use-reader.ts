import playbackUrl from '@gradium-kit/browser/worklets/playback.js?url'
import { type Reading, requestToken, voices } from '@gradium-kit/demo-page'
import { type Spoken, useSpeech } from '@gradium-kit/vue'
import { ref, shallowRef } from 'vue'

export type Reader = ReturnType<typeof useReader>

/** The volume that the page begins with, 0 to 1. */
const volume = 0.8

/** A voice that reads one text after the other, and what was heard of the last one. */
export function useReader(baseUrl: string) {
  const voiceId = ref<string>(voices[0].id)
  const reading = shallowRef<Reading>()
  const speech = useSpeech(() => ({
    baseUrl,
    token: requestToken,
    voiceId: voiceId.value,
    volume,
    resume: 'segment',
    workletUrl: playbackUrl,
  }))

  async function read(text: string): Promise<Spoken> {
    const begun: Reading = { text, spoken: undefined }
    reading.value = begun
    const spoken = await speech.speak(text)
    if (reading.value === begun) reading.value = { text, spoken }
    return spoken
  }

  return { speech, reading, read, voiceId, volume }
}
