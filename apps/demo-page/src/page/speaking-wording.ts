/** The states of speech. */
export type SpeakingStatus =
  | 'idle'
  | 'connecting'
  | 'buffering'
  | 'speaking'
  | 'paused'
  | 'blocked'
  | 'error'

/** What the page says in each of them. */
export const speakingSentences: Readonly<Record<SpeakingStatus, string>> = {
  idle: 'Ready',
  connecting: 'Connecting',
  buffering: 'First sounds are coming',
  speaking: 'Speaking',
  paused: 'Paused',
  blocked: 'Waiting for a click',
  error: 'Stopped',
}
