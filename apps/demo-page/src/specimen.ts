import { isMicrophoneTrouble, microphoneGuide, type MicrophoneTrouble } from './page/index.ts'

/** Sentences as the library's errors have them. */
const troubles: Readonly<Record<MicrophoneTrouble, string>> = {
  'mic-denied': 'The page may not use the microphone: allow it, and try again.',
  'mic-not-found': 'No microphone was found: connect one, or switch it on, and try again.',
  'mic-busy': 'Another program may be using the microphone: close it, or choose another one.',
  'mic-constraint': 'The chosen microphone is not there: choose another one.',
  'mic-lost': 'The microphone was unplugged. What was said so far is kept: choose another one.',
  'insecure-context': 'The page is not secure: serve it over https, or from localhost.',
  unsupported: 'This browser cannot record audio in a page: use a newer one.',
}

function element(name: string, text: string): HTMLElement {
  return Object.assign(document.createElement(name), { textContent: text })
}

for (const [code, sentence] of Object.entries(troubles)) {
  if (!isMicrophoneTrouble(code)) continue
  const { title, steps, canRetry } = microphoneGuide(code, navigator.userAgent)
  const notice = Object.assign(document.createElement('div'), { className: 'notice' })
  const list = document.createElement('ol')
  list.append(...steps.map((step) => element('li', step)))
  notice.append(element('h3', title), element('p', sentence))
  if (steps.length > 0) notice.append(list)
  if (canRetry) notice.append(element('button', 'Try again'))
  document.querySelector('#troubles')?.append(notice)
}
