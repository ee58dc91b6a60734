import { heardSoFar, languageOf, notices, readingParts } from '@gradium-kit/demo-page'
import { Fragment } from 'react'
import type { Reader } from '../use-reader.ts'

/** The text as it is heard, word by word. */
export function ReadingText({ reader }: { reader: Reader }) {
  const { speech, reading, voiceId } = reader
  const isWaiting = reading?.spoken === undefined && speech.wordIndex < 0
  const heard = reading && heardSoFar(reading)
  const name =
    reading === undefined ? 'reading empty' : isWaiting ? 'reading is-waiting' : 'reading'

  return (
    <>
      <p
        className={name}
        role="region"
        aria-label="What is spoken"
        tabIndex={0}
        lang={reading === undefined ? 'en' : languageOf(voiceId)}
      >
        {reading === undefined && notices.reading}
        {reading &&
          readingParts(reading, speech).map(({ id, text, mark }) => (
            <Fragment key={id}>
              <span className={mark}>{text}</span>{' '}
            </Fragment>
          ))}
      </p>
      {heard !== undefined && <p className="hint">{heard}</p>}
    </>
  )
}
