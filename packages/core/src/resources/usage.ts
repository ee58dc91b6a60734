import { requestJson } from '../transport/http.ts'
import type { Service } from '../transport/service.ts'
import { Fields } from './fields.ts'

/** What is left of the plan. */
export interface Credits {
  remainingCredits: number
  allocatedCredits: number
  /** A label such as `11-2025`. */
  billingPeriod: string
  /** `YYYY-MM-DD`, when the credits are renewed. */
  nextRolloverDate: string | undefined
  planName: string
}

/** What has been used. Durations are in seconds, sizes in bytes or characters as the service counts them. */
export interface UsageSummary {
  consumedCredits: number
  sessions: number
  ingressMessages: number
  ingressTextSize: number
  ingressAudioSeconds: number
  egressMessages: number
  egressTextSize: number
  egressAudioSeconds: number
}

/** Credits and usage (PROTOCOL.md §9.5). Needs an API key. Every call rejects with a `GradiumError`. */
export class Usage {
  readonly #service: Service

  /** @internal Made by `Gradium`. */
  constructor(service: Service) {
    this.#service = service
  }

  /** The credits left. Also the cheapest way to check a key. */
  async credits(options: { signal?: AbortSignal } = {}): Promise<Credits> {
    const answer = await requestJson(this.#service, {
      method: 'GET',
      path: 'usages/credits',
      ...options,
    })
    const fields = new Fields('a credit report', answer)
    return {
      remainingCredits: fields.number('remaining_credits'),
      allocatedCredits: fields.number('allocated_credits'),
      billingPeriod: fields.string('billing_period'),
      nextRolloverDate: fields.optionalString('next_rollover_date'),
      planName: fields.optionalString('plan_name') ?? '',
    }
  }

  /** What has been used so far. */
  async summary(options: { signal?: AbortSignal } = {}): Promise<UsageSummary> {
    const answer = await requestJson(this.#service, {
      method: 'GET',
      path: 'usages/summary',
      ...options,
    })
    const fields = new Fields('a usage summary', answer)
    return {
      consumedCredits: fields.number('consumed_credits'),
      sessions: fields.number('sessions'),
      ingressMessages: fields.number('ingress_messages'),
      ingressTextSize: fields.number('ingress_text_size'),
      ingressAudioSeconds: fields.number('ingress_audio_duration'),
      egressMessages: fields.number('egress_messages'),
      egressTextSize: fields.number('egress_text_size'),
      egressAudioSeconds: fields.number('egress_audio_duration'),
    }
  }
}
