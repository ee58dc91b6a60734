import type { Variant } from './check-cell.ts'
import { atUpgrade, inSession } from './rules.ts'

const page = '<!doctype html><html><title>Sign in to the network</title></html>'
const onSocket = ['speech', 'transcription', 'multiplexed'] as const
const lostAtOnce = (how: 'rst' | 'fin' | { closeCode: number }): Variant => ({
  name: `lost with ${JSON.stringify(how)}`,
  isEarly: true,
  stage: ({ isLasting }) => ({
    rules: [{ connection: isLasting ? 'all' : 1, down: { afterMessages: 0, how } }],
  }),
})

/** What the service or whatever is in its place can do before it is ready. */
export const beforeReadyVariants: Readonly<Record<string, readonly Variant[]>> = {
  F05: [atUpgrade({ kind: 'status', status: 401 }), atUpgrade({ kind: 'status', status: 403 })],
  F06: [
    atUpgrade(
      { kind: 'status', status: 429, headers: { 'retry-after': '2' } },
      { codes: ['limit'] },
    ),
    atUpgrade(
      { kind: 'status', status: 503, contentType: 'text/html', body: page },
      { codes: ['internal'] },
    ),
  ],
  F07: [
    atUpgrade(
      {
        kind: 'status',
        status: 500,
        body: 'error from server 1008: API key is revoked or expired',
      },
      { codes: ['auth'] },
    ),
    atUpgrade(
      { kind: 'status', status: 500, body: 'error from server 1008: Voice embeddings not found' },
      { codes: ['policy'], apis: [...onSocket, 'restSpeech', 'restTranscription'] },
    ),
  ],
  F08: [
    atUpgrade({ kind: 'status', status: 200, contentType: 'text/html', body: page }),
    atUpgrade({ kind: 'redirect', location: 'http://127.0.0.1:9/elsewhere' }),
  ],
  F09: [lostAtOnce('rst'), lostAtOnce('fin'), lostAtOnce({ closeCode: 1000 })],
  F10: [
    inSession({ kind: 'error', code: 1008, message: 'API key is revoked or expired' }, 'setup', {
      isEarly: true,
    }),
  ],
  F11: [
    inSession({ kind: 'error', code: 1008, message: 'Voice embeddings not found' }, 'setup'),
    inSession({ kind: 'error', code: 1008, message: 'Unsupported output format' }, 'setup'),
  ],
  F12: [
    inSession({ kind: 'error', code: 1008, message: 'Concurrency limit exceeded.' }, 'setup'),
    inSession({ kind: 'close', code: 1013 }, 'setup', { apis: onSocket }),
  ],
  F13: [inSession({ kind: 'stall' }, 'setup')],
}
