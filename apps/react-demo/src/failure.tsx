import type { GradiumError } from '@gradium-kit/react'

/** What went wrong, in a sentence, and another try. */
export function Failure({ error, onRetry }: { error: GradiumError; onRetry: () => void }) {
  return (
    <div className="error" role="alert">
      <p>{error.message}</p>
      <div className="controls">
        <button type="button" onClick={onRetry}>
          Try again
        </button>
        <code>{error.code}</code>
      </div>
    </div>
  )
}
