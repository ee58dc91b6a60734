export type { Backend } from '../server/backend.ts'
export { deviceChoices, isGone, shownDevice } from './device-choices.ts'
export { type Exchange, exchangeOf, withSpoken } from './exchanges.ts'
export { figureRows, readOutputRateHz } from './figure-rows.ts'
export { followFigures } from './follow-figures.ts'
export { icons } from './icons.ts'
export { onEscape, onHold } from './keys-and-pointers.ts'
export { listeningSentence, listeningWording } from './listening-wording.ts'
export { type Figures, noFigures } from './measurements.ts'
export { tellLevel, watchSilence } from './meter.ts'
export { isMicrophoneTrouble, microphoneGuide, type MicrophoneTrouble } from './microphone-guide.ts'
export { backendNotice, beforeStart, notices, numbersNotice } from './notices.ts'
export { heardSoFar, type Reading, readingParts, replyFate, splitHeard } from './reading.ts'
export { rehearseMicrophone } from './rehearsal.ts'
export {
  languageOf,
  type LanguageCode,
  languages,
  languageWith,
  sampleTexts,
  voices,
} from './samples.ts'
export { readBackend, requestToken } from './server-routes.ts'
export { speakingSentences } from './speaking-wording.ts'
export { stayAtEnd } from './stay-at-end.ts'
export { clockTime, saveText, splitOpen, transcriptText } from './transcript-text.ts'
