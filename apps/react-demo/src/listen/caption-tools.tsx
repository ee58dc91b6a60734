import { saveText, transcriptText } from '@gradium-kit/demo-page'
import type { UseTranscriptionReturn } from '@gradium-kit/react'
import { useState } from 'react'

/** What can be done with the transcript. */
export function CaptionTools({ listening }: { listening: UseTranscriptionReturn }) {
  const { turns, clear } = listening
  const [copied, setCopied] = useState<string>()
  const text = transcriptText(turns)
  const isEmpty = text === ''

  async function copy() {
    if (isEmpty) return
    await navigator.clipboard.writeText(text)
    setCopied(text)
  }

  function download() {
    if (!isEmpty) saveText('transcript.txt', text)
  }

  return (
    <div className="tools">
      <button className="plain" type="button" aria-disabled={isEmpty} onClick={() => void copy()}>
        {!isEmpty && copied === text ? 'Copied' : 'Copy'}
      </button>
      <button className="plain" type="button" aria-disabled={isEmpty} onClick={download}>
        Download
      </button>
      <button className="plain" type="button" aria-disabled={isEmpty} onClick={clear}>
        Clear
      </button>
    </div>
  )
}
