import type { IncomingMessage, ServerResponse } from 'node:http'
import { Gradium, GradiumError } from '@gradium-kit/core'
import { answer } from './answer.ts'
import { isSameOrigin } from './same-origin.ts'

/**
 * `POST /api/token`: a single-use token for the page of this server, minted with `GRADIUM_API_KEY`, which stays here.
 * A real application checks here who is signed in: every token costs its owner money.
 */
export async function answerToken(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST')
    answer(response, 405, { error: 'Ask for a token with POST.' })
    return
  }
  if (!isSameOrigin(request)) {
    answer(response, 403, { error: 'Tokens are for the page of this server alone.' })
    return
  }
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  try {
    // The page tries again itself; waiting here would only hide from it what is wrong.
    const gradium = new Gradium({ retry: { maxRetries: 0 } })
    const { token } = await gradium.tokens.create({ signal: gone.signal })
    answer(response, 200, { token })
  } catch (error) {
    if (gone.signal.aborted) return
    answer(response, 502, { error: sentenceFor(error) })
  }
}

/** For the page: whose fault it is, without what only the operator should read. */
function sentenceFor(error: unknown): string {
  const code = GradiumError.is(error) ? error.code : undefined
  if (code === 'config') return 'The server has no usable GRADIUM_API_KEY. Set it and start again.'
  if (code === 'auth') return 'Gradium refused the server’s key. Check GRADIUM_API_KEY.'
  if (code === 'limit') return 'Gradium gives no more tokens at the moment. Try again in a minute.'
  return 'The server cannot reach Gradium. Check the network and GRADIUM_BASE_URL.'
}
