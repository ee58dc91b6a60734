import { GradiumError } from '@gradium-kit/core'
import type { Backend } from '../server/backend.ts'

/** A fresh single-use token from this page's own server; the key never comes here. */
export async function requestToken({ signal }: { signal: AbortSignal }): Promise<string> {
  const response = await reach('/api/token', { method: 'POST', signal })
  const { token, error } = await readJson(response)
  if (response.ok && typeof token === 'string') return token
  throw tokenError(
    typeof error === 'string'
      ? error
      : `The token route answered ${response.status} without a token.`,
    response.status >= 500,
  )
}

/** What the demo talks to. */
export async function readBackend(): Promise<Backend> {
  const { baseUrl, isEmulator } = await readJson(await reach('/api/config'))
  if (typeof baseUrl !== 'string')
    throw tokenError('The server of this page does not say what it talks to.', false)
  return { baseUrl, isEmulator: isEmulator === true }
}

async function reach(path: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init)
  } catch (cause) {
    throw tokenError('The server of this page does not answer. Is it still running?', true, cause)
  }
}

async function readJson(response: Response): Promise<Record<string, unknown>> {
  try {
    const body: unknown = await response.json()
    return Object.fromEntries(Object.entries(body ?? {}))
  } catch {
    return {}
  }
}

function tokenError(message: string, isRetryable: boolean, cause?: unknown): GradiumError {
  return new GradiumError('token', message, { phase: 'token', isRetryable, cause })
}
