import type { AddressInfo } from 'node:net'
import { ManualClock } from '../clock.ts'
import type { FaultRule } from '../faults/fault-rule.ts'
import type { JournalEntry, JournalPredicate } from '../journal/journal.ts'
import type { SessionRecord } from '../journal/sessions.ts'
import { type EmulatorOptions, resolveOptions } from '../options.ts'
import { HttpServer } from './http-server.ts'
import { Service } from './service.ts'

/** A running emulator. */
export interface Emulator extends AsyncDisposable {
  /** Base URL for clients, such as `http://127.0.0.1:4300/api`. */
  readonly url: string
  /** Address of the dashboard. */
  readonly dashboard: string
  /** Environment for programs under test. */
  readonly env: { GRADIUM_BASE_URL: string; GRADIUM_API_KEY: string }
  /** Every socket and REST speech call so far, oldest first. */
  readonly sessions: readonly SessionRecord[]
  /** The journal, oldest first; ring-capped. */
  readonly journal: readonly JournalEntry[]
  /** Mistakes of clients, also those that were tolerated. */
  readonly violations: readonly JournalEntry[]
  /** Requests running now: on all sockets, where one may carry several, and over REST. */
  readonly contexts: number
  /** WebSockets open now. */
  readonly sockets: number
  readonly faults: {
    /** Switches a fault on and returns its id. @throws TypeError for a rule that cannot work. */
    add(rule: FaultRule): string
    /** Switches one off again. Returns whether it was on. */
    remove(id: string): boolean
    clear(): void
  }
  readonly clock: {
    /** Moves the manual clock. @throws Error with another clock. */
    advance(milliseconds: number): Promise<void>
    /** How far ahead each pending wait of the manual clock is due. */
    readonly pendingMs: readonly number[]
  }
  /** The first journal entry, past or future, that fits. @throws Error after `timeoutMs` (default 5000) */
  waitFor(predicate: JournalPredicate, options?: { timeoutMs?: number }): Promise<JournalEntry>
  /**
   * Changes how many requests may run at once for one key; those that run go on.
   * @throws TypeError for anything but a number from 0
   */
  setConcurrencyLimit(limit: number): void
  /** Forgets everything but its options. Open sockets stay. */
  reset(): void
  /** Closes every socket with 1001 and frees the port. Calling it twice is the same. */
  close(): Promise<void>
}

function listen(http: HttpServer, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    http.server.once('error', (error: NodeJS.ErrnoException) => {
      const isBusy = error.code === 'EADDRINUSE'
      const text = isBusy
        ? `Port ${port} on ${host} is in use. Stop the program that holds it, or pass another port (0 picks a free one).`
        : `The emulator cannot listen on ${host}:${port}: ${error.message}.`
      reject(new Error(text, { cause: error }))
    })
    http.server.listen(port, host, () => {
      const address = http.server.address()
      if (address !== null && typeof address === 'object') resolve(address)
    })
  })
}

/** A name for the bound address that a client on this machine can use. */
function reachableHost({ address, family }: AddressInfo): string {
  if (address === '0.0.0.0') return '127.0.0.1'
  if (address === '::') return '[::1]'
  return family === 'IPv6' ? `[${address}]` : address
}

/**
 * Starts a local Gradium.
 * @throws TypeError for options that cannot work, Error when the port is in use.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const settings = resolveOptions(options)
  const service = new Service(settings)
  const http = new HttpServer(service)
  const address = await listen(http, settings.port, settings.host)
  const origin = `http://${reachableHost(address)}:${address.port}`
  const { clock, journal, faults } = service
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= http.close())
  return {
    url: `${origin}/api`,
    dashboard: `${origin}/__emulator/`,
    env: { GRADIUM_BASE_URL: `${origin}/api`, GRADIUM_API_KEY: settings.keys[0] ?? 'emulator' },
    get sessions() {
      return service.sessions.records
    },
    get journal() {
      return journal.entries
    },
    get violations() {
      return journal.entries.filter((entry) => entry.kind === 'violation')
    },
    get contexts() {
      return service.openRequests
    },
    get sockets() {
      return http.openSockets
    },
    faults: {
      add: (rule) => faults.add(rule),
      remove: (id) => faults.remove(id),
      clear: () => faults.clear(),
    },
    clock: {
      advance: (milliseconds) => {
        if (clock instanceof ManualClock) return clock.advance(milliseconds)
        throw new Error("Only the manual clock can be advanced: start with clock: 'manual'.")
      },
      get pendingMs() {
        return clock instanceof ManualClock ? clock.pendingMs : []
      },
    },
    waitFor: (predicate, waitOptions) => journal.waitFor(predicate, waitOptions),
    setConcurrencyLimit: (limit) => service.setConcurrencyLimit(limit),
    reset: () => service.reset(),
    close,
    [Symbol.asyncDispose]: close,
  }
}
