import playbackUrl from '@gradium-kit/browser/worklets/playback.js?url'
import { type Reading, requestToken, voices } from '@gradium-kit/demo-page'
import { type Spoken, useSpeech } from '@gradium-kit/react'
import { useState } from 'react'

export type Reader = ReturnType<typeof useReader>

/** The volume that the page begins with, 0 to 1. */
const volume = 0.8

/** A voice that reads one text after the other, and what was heard of the last one. */
export function useReader(baseUrl: string) {
  const [voiceId, setVoiceId] = useState<string>(voices[0].id)
  const [reading, setReading] = useState<Reading>()
  const speech = useSpeech({
    baseUrl,
    token: requestToken,
    voiceId,
    volume,
    resume: 'segment',
    workletUrl: playbackUrl,
  })

  async function read(text: string): Promise<Spoken> {
    const begun: Reading = { text, spoken: undefined }
    setReading(begun)
    const spoken = await speech.speak(text)
    setReading((now) => (now === begun ? { text, spoken } : now))
    return spoken
  }

  return { speech, reading, read, voiceId, setVoiceId, volume }
}
