import { SpeechController } from '@gradium-kit/browser'
import { freshToken } from './fresh-token.ts'

const speech = new SpeechController({ token: freshToken })

const text = document.querySelector('textarea')!
const button = document.querySelector('button')!
const heard = document.querySelector('p')!
const notice = document.querySelector('output')!

button.addEventListener('click', () => {
  const { status } = speech.getSnapshot()
  if (status === 'idle' || status === 'error') void speech.speak(text.value)
  else if (status === 'blocked') void speech.unlock()
  else speech.interrupt()
})

speech.subscribe(() => {
  const { words, wordIndex, status, error } = speech.getSnapshot()
  button.textContent = status === 'idle' || status === 'error' ? 'Speak' : 'Stop'
  const spoken = words.slice(0, wordIndex + 1)
  heard.textContent = spoken.map((word) => word.text).join(' ')
  notice.textContent = error?.message ?? status
})
