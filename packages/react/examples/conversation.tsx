import { useSpeech, useTranscription } from '@gradium-kit/react'
import { gradium } from './gradium.ts'

export function Conversation({ answer }: { answer: (text: string) => AsyncIterable<string> }) {
  const speech = useSpeech(gradium)
  const { turns, status, error, start, stop } = useTranscription({
    ...gradium,
    // Who speaks interrupts the page.
    onSpeakingChange: (isSpeaking) => {
      if (isSpeaking) speech.interrupt()
    },
    onTurnEnd: (turn) => void speech.speak(answer(turn.text)),
  })
  const isOff = status === 'idle' || status === 'error'
  const failure = error ?? speech.error
  return (
    <section>
      <button onClick={isOff ? start : stop}>{isOff ? 'Talk' : 'Stop'}</button>
      {turns.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
      {failure && <p role="alert">{failure.message}</p>}
    </section>
  )
}
