import { type HttpCall, type HttpReply, json } from './http-call.ts'
import type { Service } from './service.ts'

/** `GET /usages/credits` (PROTOCOL.md §9.5). */
export function getCredits(service: Service, call: HttpCall): HttpReply {
  const account = service.accounts.of(call.credentials.key)
  const now = new Date()
  const rollover = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1))
  const month = String(now.getUTCMonth() + 1).padStart(2, '0')
  return json(200, {
    remaining_credits: account.remaining,
    allocated_credits: account.allocated,
    billing_period: `${month}-${now.getUTCFullYear()}`,
    next_rollover_date: rollover.toISOString().slice(0, 10),
    plan_name: 'Emulator',
  })
}

export function getUsageSummary(service: Service, call: HttpCall): HttpReply {
  return json(200, service.accounts.of(call.credentials.key).summary)
}

/** `GET /api-keys/token` (PROTOCOL.md §2.1). */
export function getToken(service: Service, call: HttpCall): HttpReply {
  return json(200, service.tokens.create(call.credentials.key))
}
