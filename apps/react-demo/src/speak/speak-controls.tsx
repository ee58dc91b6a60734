import { Icon } from '../icon.tsx'
import type { Reader } from '../use-reader.ts'

/** Speak, pause and go on, interrupt. */
export function SpeakControls({ text, reader }: { text: string; reader: Reader }) {
  const { status, pause, resume, interrupt } = reader.speech
  const isEmpty = text.trim() === ''
  const isOver = status === 'idle' || status === 'error'
  const isPaused = status === 'paused'

  function speak() {
    if (!isEmpty) void reader.read(text)
  }

  function togglePause() {
    if (isPaused) resume()
    else if (!isOver) pause()
  }

  return (
    <div className="controls">
      <button className="primary" type="button" aria-disabled={isEmpty} onClick={speak}>
        <Icon name="play" />
        Speak
      </button>
      <button type="button" aria-disabled={isOver} onClick={togglePause}>
        <Icon name={isPaused ? 'play' : 'pause'} />
        {isPaused ? 'Resume' : 'Pause'}
      </button>
      <button
        type="button"
        aria-disabled={isOver}
        aria-keyshortcuts="Escape"
        onClick={() => interrupt()}
      >
        Interrupt <kbd>Esc</kbd>
      </button>
    </div>
  )
}
