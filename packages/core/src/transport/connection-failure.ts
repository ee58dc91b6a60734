import {
  GradiumError,
  plainCause,
  type ConnectionFailure,
  type GradiumErrorDetails,
} from '../errors.ts'
import { readable } from '../protocol/failure.ts'

const kinds: Readonly<Record<string, ConnectionFailure>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'unreachable',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  EPROTO: 'tls',
}

/** The error for a connection that Node could not make or keep, by the code of its own error. */
export function connectionFailure(
  error: unknown,
  host: string,
  details: GradiumErrorDetails,
): GradiumError {
  const cause = plainCause(error)
  const hasCode = cause !== undefined && 'code' in cause
  const code = hasCode ? String(cause.code) : readable(cause?.message ?? 'unknown reason')
  const isTls = /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_/.test(code) || kinds[code] === 'tls'
  const isHandshake = code.startsWith('WS_ERR')
  const advice = isTls
    ? 'Check the certificate of the server, and whether it speaks https at all.'
    : 'Check the network and baseUrl (GRADIUM_BASE_URL), and try again.'
  return new GradiumError('connection', `The connection to ${host} failed: ${code}. ${advice}`, {
    kind: kinds[code] ?? (isTls ? 'tls' : isHandshake ? 'handshake' : 'closed'),
    isRetryable: !isTls,
    cause,
    ...details,
  })
}
