import { TranscriptionController } from '@gradium-kit/browser'
import { freshToken } from './fresh-token.ts'

const transcription = new TranscriptionController({ token: freshToken, language: 'en' })

const button = document.querySelector('button')!
const captions = document.querySelector('p')!
const notice = document.querySelector('output')!

function isListening(): boolean {
  const { status } = transcription.getSnapshot()
  return status !== 'idle' && status !== 'error'
}

button.addEventListener('click', () => {
  if (isListening()) void transcription.stop()
  else void transcription.start()
})

transcription.subscribe(() => {
  const { text, status, error } = transcription.getSnapshot()
  button.textContent = isListening() ? 'Stop' : 'Listen'
  captions.textContent = text
  notice.textContent = error?.message ?? status
})
