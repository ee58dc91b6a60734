import type { TokenProvider } from '@gradium-kit/browser'

/** Asks your own server, which mints a single-use token. */
export const freshToken: TokenProvider = async ({ signal }) => {
  const response = await fetch('/gradium-token', { method: 'POST', signal })
  if (!response.ok) throw new Error(`The token server answered ${response.status}.`)
  return response.text()
}
