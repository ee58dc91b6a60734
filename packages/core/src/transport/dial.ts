import { configError } from '../errors.ts'
import type { Endpoint } from '../protocol/client-messages.ts'
import type { Service } from './service.ts'
import type { Socket, SocketHandlers } from './socket.ts'

/**
 * Opens a socket of the service with the key in a header, or with a fresh token in the URL. Rejects when there is neither
 * or the provider fails; what happens on the network is reported by the handlers.
 */
export async function dial(
  service: Service,
  endpoint: Endpoint,
  signal: AbortSignal,
  handlers: SocketHandlers,
): Promise<Socket | undefined> {
  const { platform, credentials, address, timeouts } = service
  const headers: Record<string, string> = {}
  let token: string | undefined
  if (credentials.hasTokenProvider)
    token = await credentials.token(timeouts.tokenMs, signal, service.clock)
  else {
    if (!platform.hasSocketHeaders)
      throw configError(
        'Pass `token`, a function that gets a token from your server: sockets here carry no key.',
      )
    headers['x-api-key'] = credentials.apiKey()
    headers['x-api-source'] = service.source
  }
  if (signal.aborted) return undefined
  const { maxMessageBytes } = service
  const url = address.socket(endpoint, token)
  const redact = (text: string): string => credentials.redact(text)
  return platform.openSocket({ url, headers, maxMessageBytes, redact }, handlers)
}
