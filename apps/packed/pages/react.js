import { useSpeech, useTranscription } from '@gradium-kit/react'
import { createElement, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { service } from './service.js'

/** The same page in React; plain calls, because no bundler reads JSX unconfigured. */
function Page() {
  const { text, status, error, start, stop } = useTranscription(service)
  const speech = useSpeech(service)
  const [said, setSaid] = useState('')
  const say = async () => {
    const { outcome, heardText } = await speech.speak(text)
    setSaid(`${outcome}: ${heardText}`)
  }
  const shown = (error ?? speech.error)?.message ?? `${status}, ${speech.status}`
  return createElement(
    'main',
    {},
    createElement('button', { onClick: start }, 'Listen'),
    createElement('button', { onClick: stop }, 'Stop'),
    createElement('button', { onClick: say }, 'Say it'),
    createElement('p', {}, text),
    createElement('output', {}, said),
    createElement('p', { role: 'status' }, shown),
  )
}

createRoot(document.body.appendChild(document.createElement('div'))).render(createElement(Page))
