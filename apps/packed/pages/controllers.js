import { SpeechController, TranscriptionController } from '@gradium-kit/browser'
import { service } from './service.js'

/**
 * A page that listens, and says again what it has heard, without a framework.
 * @param {{ captureUrl?: string, playbackUrl?: string }} worklets
 */
export function show({ captureUrl, playbackUrl } = {}) {
  const transcription = new TranscriptionController({
    ...service,
    microphone: { workletUrl: captureUrl },
  })
  const speech = new SpeechController({ ...service, workletUrl: playbackUrl })

  const say = async () => {
    const { outcome, heardText } = await speech.speak(transcription.getSnapshot().text)
    said.textContent = `${outcome}: ${heardText}`
  }
  const heard = document.createElement('p')
  const said = document.createElement('output')
  const status = document.createElement('p')
  status.role = 'status'
  document.body.append(
    button('Listen', transcription.start),
    button('Stop', transcription.stop),
    button('Say it', say),
    heard,
    said,
    status,
  )

  const render = () => {
    const { text, status: listening, error } = transcription.getSnapshot()
    const { status: speaking, error: speechError } = speech.getSnapshot()
    heard.textContent = text
    status.textContent = (error ?? speechError)?.message ?? `${listening}, ${speaking}`
  }
  transcription.subscribe(render)
  speech.subscribe(render)
  render()
}

/**
 * @param {string} label
 * @param {() => void} act
 */
function button(label, act) {
  const element = document.createElement('button')
  element.textContent = label
  element.addEventListener('click', act)
  return element
}
