export type { Backend } from '../server/backend.ts'
export { hertz, milliseconds } from './figures.ts'
export { icons } from './icons.ts'
export {
  listeningWording,
  type ListeningStatus,
  type ListeningWording,
} from './listening-wording.ts'
export {
  isMicrophoneTrouble,
  microphoneGuide,
  type MicrophoneGuide,
  type MicrophoneTrouble,
} from './microphone-guide.ts'
export { backendNotice, beforeStart, notices, numbersNotice } from './notices.ts'
export { rehearseMicrophone } from './rehearsal.ts'
export { languages, sampleTexts, voices } from './samples.ts'
export { readBackend, requestToken } from './server-routes.ts'
export { Silence } from './silence.ts'
export { speakingSentences, type SpeakingStatus } from './speaking-wording.ts'
export { clockTime, saveText, splitOpen, transcriptText } from './transcript-text.ts'
