import { redact } from '../journal/redact.ts'
import type { JournalDirection } from '../journal/journal.ts'
import type { SessionRecord } from '../journal/sessions.ts'
import type { Account } from '../state/accounts.ts'
import type { ClientFrame } from '../wire/client-message.ts'
import type { ServerMessage } from '../wire/server-message.ts'
import type { Service } from './service.ts'

/** Writes the messages of one session into the journal and the usage of its key. */
export class ConnectionLog {
  readonly #service: Service
  readonly #record: SessionRecord
  readonly #account: Account

  constructor(service: Service, record: SessionRecord, key: string) {
    this.#service = service
    this.#record = record
    this.#account = service.accounts.of(key)
  }

  received(frame: ClientFrame): void {
    const { usage } = this.#account
    this.#record.receivedMessages++
    usage.ingress_messages++
    if (frame.type === 'text' && typeof frame.fields['text'] === 'string') {
      usage.ingress_text_size += frame.fields['text'].length
    }
    this.#write('in', frame.type, frame.fields, frame.clientRequestId)
  }

  sent(message: ServerMessage, clientRequestId?: string): void {
    const { usage } = this.#account
    this.#record.sentMessages++
    usage.egress_messages++
    if (message.type === 'text') usage.egress_text_size += message.text.length
    this.#write('out', message.type, message, clientRequestId)
  }

  #write(
    direction: JournalDirection,
    type: string,
    message: object,
    clientRequestId: string | undefined,
  ): void {
    this.#service.journal.add({
      kind: 'message',
      session: this.#record.id,
      route: this.#record.route,
      direction,
      type,
      ...(clientRequestId === undefined ? {} : { clientRequestId }),
      message: redact(message),
    })
  }
}
