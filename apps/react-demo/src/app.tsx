import { type Backend, backendNotice, notices, readBackend } from '@gradium-kit/demo-page'
import type { GradiumError } from '@gradium-kit/react'
import { useCallback, useEffect, useState } from 'react'
import { Demo } from './demo.tsx'
import { Failure } from './failure.tsx'
import { Masthead } from './masthead.tsx'

/** The page around the demo, which begins when the page knows what it talks to. */
export function App() {
  const [backend, setBackend] = useState<Backend>()
  const [error, setError] = useState<GradiumError>()
  const load = useCallback(() => {
    readBackend().then(setBackend, setError)
  }, [])
  useEffect(load, [load])

  function retry() {
    setError(undefined)
    load()
  }

  return (
    <>
      <a className="skip" href="#demo">
        Skip to the demo
      </a>
      <Masthead />
      <main id="demo" tabIndex={-1}>
        <div className="intro">
          <h1>Talk to this page, and hear it talk back.</h1>
          <p>
            Live captions from your microphone, and a voice whose every word is marked as you hear
            it. Interrupt it whenever you like.
          </p>
        </div>
        {error && <Failure error={error} onRetry={retry} />}
        {backend && <Demo backend={backend} />}
      </main>
      <footer>
        <p>{notices.independence}</p>
        {backend && <p>{backendNotice(backend)}</p>}
      </footer>
    </>
  )
}
