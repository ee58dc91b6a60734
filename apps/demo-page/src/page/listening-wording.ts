import type { icons } from './icons.ts'

/** The states of a live transcription. */
export type ListeningStatus =
  | 'idle'
  | 'requesting-microphone'
  | 'connecting'
  | 'listening'
  | 'reconnecting'
  | 'stopping'
  | 'error'

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
export const listeningWording: Readonly<Record<ListeningStatus, ListeningWording>> = {
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
