import { isJsonObject } from '../protocol/json-object.ts'
import { protocolError } from '../protocol/parse-message.ts'
import { requestJson } from './http.ts'
import type { Service } from './service.ts'

/** A credential for one socket of one browser. */
export interface Token {
  /** Goes into the browser's token provider. It opens one connection, whether that succeeds or not. */
  token: string
  /** ISO 8601, as the service wrote it. */
  expiresAt: string | undefined
}

/** Mints a single-use token with the key (PROTOCOL.md §2.1). */
export async function mintToken(service: Service, signal: AbortSignal | undefined): Promise<Token> {
  const headersMs = service.timeouts.tokenMs
  const call = { method: 'GET', path: 'api-keys/token', signal, headersMs } as const
  const answer = await requestJson(service, call)
  const { token, expires_at: expiresAt } = isJsonObject(answer) ? answer : {}
  if (typeof token !== 'string' || token === '')
    throw protocolError('a token answer without a token')
  return { token, expiresAt: typeof expiresAt === 'string' ? expiresAt : undefined }
}
