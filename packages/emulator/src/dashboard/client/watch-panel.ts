import { element, textElement } from './element.ts'
import type { JournalEntry } from './journal-line.ts'
import { isBad, isFrequent, journalLine } from './journal-line.ts'

interface Session {
  id: string
  route: string
  isOpen: boolean
  closeCode?: number
  receivedMessages: number
  sentMessages: number
  recordedSeconds: { in?: number; out?: number }
}

const shownEntries = 400
const shownSessions = 50
const refreshMs = 250

/** Follows the journal and the sessions live. */
export class WatchPanel {
  readonly #journal = element('journal', HTMLOListElement)
  readonly #sessions = element('sessions', HTMLTableSectionElement)
  readonly #status = element('watch-status', HTMLElement)
  readonly #violations = element('violation-count', HTMLElement)
  #waiting: JournalEntry[] = []
  #badCount = 0
  #isSessionsDue = false

  constructor() {
    for (const filter of ['only-violations', 'every-message']) {
      const box = element(filter, HTMLInputElement)
      box.addEventListener('change', () => {
        this.#journal.classList.toggle(filter, box.checked)
      })
    }
    element('clear-journal', HTMLButtonElement).addEventListener('click', () => {
      this.#journal.replaceChildren()
      this.#badCount = 0
      this.#violations.textContent = '0'
    })
    const events = new EventSource('/__emulator/events')
    events.addEventListener('open', () => {
      this.#status.textContent = 'Following the emulator.'
      void this.#showSessions()
    })
    events.addEventListener('error', () => {
      this.#status.textContent = 'The emulator does not answer. Trying again…'
    })
    events.addEventListener('message', (event: MessageEvent<string>) => {
      const entry: JournalEntry = JSON.parse(event.data)
      this.#take(entry)
    })
  }

  #take(entry: JournalEntry): void {
    if (this.#waiting.length === 0) requestAnimationFrame(() => this.#show())
    this.#waiting.push(entry)
    if (this.#isSessionsDue) return
    this.#isSessionsDue = true
    setTimeout(() => {
      this.#isSessionsDue = false
      void this.#showSessions()
    }, refreshMs)
  }

  #show(): void {
    const scroller = this.#journal.parentElement!
    const isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 40
    const entries = this.#waiting.slice(-shownEntries)
    this.#badCount += this.#waiting.filter(isBad).length
    this.#waiting = []
    this.#violations.textContent = String(this.#badCount)
    const lines = entries.map((entry) => {
      const line = textElement('li', journalLine(entry))
      if (isBad(entry)) line.className = 'is-bad'
      if (isFrequent(entry)) line.className = 'is-frequent'
      return line
    })
    this.#journal.append(...lines)
    while (this.#journal.childElementCount > shownEntries) this.#journal.firstElementChild?.remove()
    if (isAtEnd) scroller.scrollTop = scroller.scrollHeight
  }

  async #showSessions(): Promise<void> {
    const answer = await fetch('/__emulator/sessions').catch(() => undefined)
    if (answer?.ok !== true) return
    const sessions: Session[] = await answer.json()
    const newest = sessions.slice(-shownSessions).toReversed()
    this.#sessions.replaceChildren(...newest.map((session) => sessionRow(session)))
  }
}

function sessionRow(session: Session): HTMLTableRowElement {
  const row = document.createElement('tr')
  const state = session.isOpen ? 'open' : `closed ${session.closeCode ?? ''}`
  const cells = [
    session.id.slice(0, 16),
    session.route,
    state,
    session.receivedMessages,
    session.sentMessages,
  ].map((value) => textElement('td', String(value)))
  const sound = document.createElement('td')
  for (const direction of ['in', 'out'] as const) {
    const seconds = session.recordedSeconds[direction]
    if (seconds === undefined) continue
    const link = textElement('a', `${direction} ${seconds.toFixed(1)} s`)
    link.href = `/__emulator/sessions/${encodeURIComponent(session.id)}/audio.wav?direction=${direction}`
    link.download = `${session.id}-${direction}.wav`
    sound.append(link, ' ')
  }
  row.append(...cells, sound)
  return row
}
