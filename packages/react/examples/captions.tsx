import { useTranscription } from '@gradium-kit/react'
import { gradium } from './gradium.ts'

export function Captions() {
  const { status, text, error, start, stop } = useTranscription({ ...gradium, language: 'en' })
  const isOff = status === 'idle' || status === 'error'
  return (
    <section>
      <button onClick={isOff ? start : stop}>{isOff ? 'Start' : 'Stop'}</button>
      <p>{text}</p>
      {error && <p role="alert">{error.message}</p>}
    </section>
  )
}
