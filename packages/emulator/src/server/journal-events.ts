import type { JournalEntry } from '../journal/journal.ts'
import { Inbox } from '../session/inbox.ts'
import type { HttpCall, HttpReply } from './http-call.ts'
import type { Service } from './service.ts'

const queueLimit = 5000

/** `GET /__emulator/events`: every new journal entry as a server-sent event. A reader too slow loses entries. */
export function journalEvents(service: Service, call: HttpCall): HttpReply {
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
    body: events(service, call.signal),
  }
}

async function* events(service: Service, signal: AbortSignal): AsyncGenerator<string> {
  const inbox = new Inbox<JournalEntry>()
  const stop = service.journal.listen((entry) => {
    if (inbox.size < queueLimit) inbox.push(entry)
  })
  signal.addEventListener('abort', () => inbox.abandon(), { once: true })
  try {
    yield ': the journal of the emulator follows\n\n'
    for await (const entry of inbox) yield `id: ${entry.index}\ndata: ${JSON.stringify(entry)}\n\n`
  } finally {
    stop()
  }
}
