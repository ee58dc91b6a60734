export type * from './engine.ts'
export { loadFliteEngine } from './flite/flite-engine.ts'
export { createRecognizer } from './recognizer/recognizer.ts'
export { createToneEngine } from './tone/tone-engine.ts'
