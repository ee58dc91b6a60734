import { useSpeech, useTranscription } from '@gradium-kit/react'
import { gradium } from './gradium.ts'

export function Conversation({ answer }: { answer: (text: string) => AsyncIterable<string> }) {
  const speech = useSpeech(gradium)
  const { turns, start } = useTranscription({
    ...gradium,
    // Who speaks interrupts the page.
    onSpeakingChange: (isSpeaking) => {
      if (isSpeaking) speech.interrupt()
    },
    onTurnEnd: (turn) => void speech.speak(answer(turn.text)),
  })
  return (
    <section>
      <button onClick={start}>Talk</button>
      {turns.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </section>
  )
}
