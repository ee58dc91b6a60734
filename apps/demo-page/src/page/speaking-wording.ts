import type { SpeechStatus } from '@gradium-kit/browser'

/** What the page says in each of them. */
export const speakingSentences: Readonly<Record<SpeechStatus, string>> = {
  idle: 'Ready',
  connecting: 'Connecting',
  buffering: 'First sounds are coming',
  speaking: 'Speaking',
  paused: 'Paused',
  blocked: 'Waiting for a click',
  error: 'Stopped',
}
