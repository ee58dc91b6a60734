import { useSpeech } from '@gradium-kit/react'
import { gradium } from './gradium.ts'

export function TalkingPage({ text }: { text: string }) {
  const { status, words, wordIndex, error, speak, interrupt, unlock } = useSpeech(gradium)
  return (
    <section>
      <button onClick={() => speak(text)}>Speak</button>
      <button onClick={interrupt}>Stop</button>
      {status === 'blocked' && <button onClick={unlock}>Allow sound</button>}
      <p>
        {words.map((word, index) => (
          <span key={word.startSeconds} className={index === wordIndex ? 'heard' : undefined}>
            {word.text}{' '}
          </span>
        ))}
      </p>
      {error && <p role="alert">{error.message}</p>}
    </section>
  )
}
