import { type Backend, beforeStart, clockTime, splitOpen, stayAtEnd } from '@gradium-kit/demo-page'
import type { Turn, UseTranscriptionReturn } from '@gradium-kit/react'
import { useEffect, useRef } from 'react'

interface CaptionsProps {
  backend: Backend
  listening: UseTranscriptionReturn
  language: string
}

/** What is being said, turn by turn; for screen readers only the turns that have ended. */
export function Captions({ backend, listening, language }: CaptionsProps) {
  const { turns, partial } = listening
  const captions = useRef<HTMLDivElement>(null)
  useEffect(() => (captions.current === null ? undefined : stayAtEnd(captions.current)), [])

  return (
    <>
      <div
        ref={captions}
        className="captions"
        role="region"
        aria-label="Captions"
        tabIndex={0}
        lang={language}
      >
        {turns.length === 0 && (
          <p className="empty" lang="en">
            {beforeStart(backend)}
          </p>
        )}
        {turns.map((turn) => (
          <Caption key={turn.id} turn={turn} openText={turn.isEnded ? undefined : partial?.text} />
        ))}
      </div>
      <div className="visually-hidden" role="log" aria-label="Heard so far" lang={language}>
        {turns
          .filter(({ isEnded }) => isEnded)
          .map(({ id, text }) => (
            <p key={id}>{text}</p>
          ))}
      </div>
    </>
  )
}

function Caption({ turn, openText }: { turn: Turn; openText: string | undefined }) {
  const { closed, open } = splitOpen(turn.text, openText)
  return (
    <p>
      <time dateTime={`PT${turn.startSeconds.toFixed(1)}S`}>{clockTime(turn.startSeconds)}</time>
      {closed} {open !== '' && <span className="is-open">{open}</span>}
    </p>
  )
}
