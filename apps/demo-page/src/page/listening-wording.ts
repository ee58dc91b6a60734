import type { TranscriptionStatus } from '@gradium-kit/browser'
import type { icons } from './icons.ts'

/** What the page says and offers in one of them. */
export interface ListeningWording {
  readonly sentence: string
  /** Label and icon of the one button. */
  readonly button: string
  readonly icon: keyof typeof icons
  /** Whether the microphone is in use. */
  readonly isLive: boolean
}

/** For every state of a live transcription. */
export const listeningWording: Readonly<Record<TranscriptionStatus, ListeningWording>> = {
  idle: { sentence: 'Ready', button: 'Start', icon: 'microphone', isLive: false },
  'requesting-microphone': {
    sentence: 'Your browser asks for the microphone',
    button: 'Cancel',
    icon: 'stop',
    isLive: false,
  },
  connecting: {
    sentence: 'Connecting. You can speak already',
    button: 'Stop',
    icon: 'stop',
    isLive: true,
  },
  listening: { sentence: 'Listening', button: 'Stop', icon: 'stop', isLive: true },
  reconnecting: {
    sentence: 'Connecting again. What you say is kept',
    button: 'Stop',
    icon: 'stop',
    isLive: true,
  },
  stopping: { sentence: 'Waiting for the last words', button: 'Stop', icon: 'stop', isLive: false },
  error: { sentence: 'Stopped', button: 'Start', icon: 'microphone', isLive: false },
}

/** What the page says while it listens in this way. */
export function listeningSentence(
  status: TranscriptionStatus,
  isMuted: boolean,
  isSilent: boolean,
): string {
  if (status === 'listening' && isMuted) return 'Muted'
  if (status === 'listening' && isSilent) return 'Listening, but nothing is heard'
  return listeningWording[status].sentence
}
