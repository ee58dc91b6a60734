import type { Backend } from '../server/backend.ts'

/** What the page says beside the sentences of errors. */
export const notices = {
  asking:
    'Your browser is asking for the microphone, usually at the top of its window. Choose Allow and speak: nothing is lost while the page connects.',
  silent: 'No sound for 5 seconds. Is this the right microphone, and is it switched on?',
  inputMuted:
    'Your system or a switch on the device has muted the microphone. Only you can change that.',
  deviceGone: 'The device you chose is gone. The browser’s choice is used instead.',
  blocked: 'Your browser lets a page sound only after a click. Nothing of the text is lost.',
  conversation:
    'The page says what it understood after each of your turns. Start talking and it stops at once. Headphones keep it from hearing itself.',
  holdToTalk:
    'With a screen reader, or in a noisy room: the page hears you only while you hold this button, with a finger, the space bar or Enter.',
  reading: 'Each word is marked here while you hear it.',
  independence:
    'gradium-kit is an independent, unofficial kit. Gradium neither makes nor endorses it.',
} as const

/** Why the browser will ask for the microphone, before it does. */
export function beforeStart(backend: Backend): string {
  return `Press Start and your browser asks for the microphone. What it hears goes to ${name(backend)} and becomes text here. Nothing is recorded by this page, and Stop ends it.`
}

/** What answers: the last line of the page. */
export function backendNotice(backend: Backend): string {
  return backend.isEmulator
    ? `Connected to ${name(backend)}. It knows its own voice only: what you say comes back as a placeholder.`
    : `Connected to ${name(backend)}.`
}

/** Under the title of the measured times. */
export function numbersNotice({ isEmulator }: Backend): string {
  const measured = 'Measured in this page, since it was opened.'
  return isEmulator
    ? `${measured} The local emulator decides how soon it answers: these times say nothing of Gradium.`
    : measured
}

function name({ baseUrl, isEmulator }: Backend): string {
  const { host } = new URL(baseUrl)
  return isEmulator ? `a local emulator at ${host}` : host
}
