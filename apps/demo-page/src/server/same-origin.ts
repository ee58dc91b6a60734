import type { IncomingMessage } from 'node:http'

/** Whether the page that sent this request came from this very server. A request that does not say so is refused. */
export function isSameOrigin({ headers }: IncomingMessage): boolean {
  const { host, origin, 'sec-fetch-site': site } = headers
  if (site !== undefined && site !== 'same-origin') return false
  if (origin === undefined) return site === 'same-origin'
  return URL.canParse(origin) && new URL(origin).host === host
}
