import { microphoneGuide, type MicrophoneTrouble as Trouble } from '@gradium-kit/demo-page'

interface MicrophoneTroubleProps {
  code: Trouble
  message: string
  onRetry: () => void
}

/** Why the page cannot hear anything, and the way out in this browser. */
export function MicrophoneTrouble({ code, message, onRetry }: MicrophoneTroubleProps) {
  const { title, steps, canRetry } = microphoneGuide(code, navigator.userAgent)
  return (
    <div className="notice" role="alert">
      <h3>{title}</h3>
      <p>{message}</p>
      {steps.length > 0 && (
        <ol>
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      {canRetry && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  )
}
