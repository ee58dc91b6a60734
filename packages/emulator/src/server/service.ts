import { type Clock, ManualClock, createInstantClock, createRealtimeClock } from '../clock.ts'
import type { Recognizer } from '../engines/engine.ts'
import { createOracleRecognizer } from '../engines/oracle/oracle-recognizer.ts'
import { createRecognizer } from '../engines/recognizer/recognizer.ts'
import { Faults } from '../faults/faults.ts'
import { type Identity, createIdentity } from '../identity.ts'
import { Journal } from '../journal/journal.ts'
import { type SessionRecord, Sessions } from '../journal/sessions.ts'
import type { EmulatorSettings } from '../options.ts'
import { recordRequest } from '../recording/record-request.ts'
import { seededRandom } from '../random.ts'
import type { Recording } from '../recording/recording.ts'
import { readRecordings, replayRequest } from '../recording/replay-request.ts'
import type { SessionEnvironment } from '../session/environment.ts'
import { splitAudio } from '../session/chunk-split.ts'
import type { Inbox } from '../session/inbox.ts'
import { runRequest } from '../session/run-request.ts'
import { Access } from '../state/access.ts'
import { type Account, Accounts } from '../state/accounts.ts'
import { Pronunciations } from '../state/pronunciations.ts'
import { secretHash } from '../state/secret-hash.ts'
import { Tokens } from '../state/tokens.ts'
import { Voices } from '../state/voices.ts'
import type { ClientInput } from '../wire/client-message.ts'
import type { ServerMessage } from '../wire/server-message.ts'
import type { Setup } from '../wire/setup.ts'
import { WireError, internalError, policyViolation } from '../wire/wire-error.ts'
import { EngineChoice } from './engine-choice.ts'

function createClock(mode: EmulatorSettings['clock']): Clock {
  if (mode === 'manual') return new ManualClock()
  return mode === 'instant' ? createInstantClock() : createRealtimeClock()
}

function chain(settings: EmulatorSettings): Recognizer {
  return createRecognizer({
    ...(settings.script === undefined ? {} : { script: settings.script }),
    fixtures: [...settings.fixtures],
    isStrict: settings.isStrict,
  })
}

/** Who speaks in one request, and how the emulator knows it. */
export interface Caller {
  key: string
  record: SessionRecord
  signal: AbortSignal
}

/** Random numbers of a request are its own, so that they repeat however requests run side by side. */
function seedOf(seed: number, record: SessionRecord): number {
  return (
    Math.imul(seed, 0x9e3779b1) ^
    Math.imul(record.connectionIndex + 1, 0x85ebca6b) ^
    record.requestCount
  )
}

/** Everything one emulator remembers, and what its requests may ask of it. */
export class Service {
  readonly settings: EmulatorSettings
  readonly clock: Clock
  readonly identity: Identity
  readonly journal: Journal
  readonly sessions = new Sessions()
  readonly faults: Faults
  readonly voices: Voices
  readonly pronunciations: Pronunciations
  readonly accounts: Accounts
  readonly tokens: Tokens
  readonly access: Access
  readonly recognizer: Recognizer
  readonly #engines: EngineChoice
  readonly #recordings: Recording[] | undefined
  #concurrencyLimit: number
  #openRequests = 0

  constructor(settings: EmulatorSettings) {
    this.settings = settings
    this.#concurrencyLimit = settings.concurrencyLimit
    this.clock = createClock(settings.clock)
    this.identity = createIdentity(settings)
    this.journal = new Journal(settings.journalLimit, () => this.clock.now())
    this.faults = new Faults(() => this.identity.random())
    this.voices = new Voices(this.identity)
    this.pronunciations = new Pronunciations(this.identity)
    this.accounts = new Accounts(settings.credits)
    this.tokens = new Tokens(this.clock, this.identity, settings.tokenLifetimeSeconds)
    this.access = new Access(settings.keys, this.tokens)
    this.recognizer = settings.engine === 'oracle' ? createOracleRecognizer() : chain(settings)
    this.#engines = new EngineChoice(settings)
    const { replayFolder } = settings
    this.#recordings = replayFolder === '' ? undefined : readRecordings(replayFolder)
  }

  openSession(route: string, key: string): SessionRecord {
    const record = this.sessions.open({
      id: this.identity.nextId(),
      route,
      keyHash: key === '' ? '' : secretHash(key),
      openedAtMs: Math.round(this.clock.now()),
    })
    this.journal.add({ kind: 'open', session: record.id, route })
    return record
  }

  /** Requests running now, on all sockets and over REST. */
  get openRequests(): number {
    return this.#openRequests
  }

  /** Holds for requests to come, until a reset. @throws TypeError for anything but a number from 0. */
  setConcurrencyLimit(limit: number): void {
    if (!(limit >= 0)) throw new TypeError('The concurrency limit must be a number from 0.')
    this.#concurrencyLimit = limit
  }

  /** Counts a request in. The returned function counts it out. @throws WireError 1008 above the limit. */
  enter(account: Account): () => void {
    if (account.runningRequests >= this.#concurrencyLimit) {
      throw new WireError(policyViolation, 'Concurrency limit exceeded.')
    }
    account.runningRequests++
    this.#openRequests++
    account.usage.sessions++
    return () => {
      account.runningRequests--
      this.#openRequests--
    }
  }

  /** What the pure sessions see of all this. */
  environment({ key, record, signal }: Caller): SessionEnvironment {
    const account = this.accounts.of(key)
    const { settings } = this
    return {
      clock: this.clock,
      pacing: { firstAudioMs: settings.firstAudioMs, frameMs: 80 / settings.speed },
      compatibility: settings.compatibility,
      timingJitterFrames: settings.timingJitterFrames,
      signal,
      nextId: () => this.identity.nextId(),
      random: seededRandom(seedOf(settings.seed, record)),
      findVoice: (choice) => this.voices.find(choice),
      checkPronunciation: (id) => {
        if (this.pronunciations.get(id) !== undefined) return
        throw new WireError(internalError, `Pronunciation dictionary ${id.slice(0, 80)} not found.`)
      },
      engineFor: (language, sampleRateHz) => this.#engines.of(language, sampleRateHz),
      listen: (language) =>
        this.recognizer.listen({ language, key, connectionIndex: record.connectionIndex }),
      remember: (utterance) => this.recognizer.remember(utterance),
      charge: (credits) => account.charge(credits),
      onViolation: (text) => this.violation(record, text),
      onAudio: (direction, samples, sampleRateHz) => {
        const seconds = samples.length / sampleRateHz
        if (direction === 'in') {
          account.usage.ingress_audio_duration += seconds
          record.receivedAudioSeconds += seconds
        } else {
          account.usage.egress_audio_duration += seconds
          record.sentAudioSeconds += seconds
        }
        record.record(direction, samples, sampleRateHz)
      },
    }
  }

  /** Runs one request: simulated, replayed, or by the real service while it is recorded. */
  answer(
    setup: Setup,
    inbox: Inbox<ClientInput>,
    environment: SessionEnvironment,
    key: string,
  ): AsyncGenerator<ServerMessage> {
    const { recordFolder: folder, upstreamUrl } = this.settings
    if (folder !== '') {
      return recordRequest(setup, inbox, environment, { upstreamUrl, key, folder })
    }
    if (this.#recordings !== undefined) {
      return replayRequest(setup, inbox, environment, this.#recordings)
    }
    const messages = runRequest(setup, inbox, environment)
    return this.settings.chunkSplit === 'random'
      ? splitAudio(messages, environment.random)
      : messages
  }

  violation(record: Pick<SessionRecord, 'id' | 'route'>, text: string): void {
    this.journal.add({ kind: 'violation', session: record.id, route: record.route, text })
  }

  /** Forgets voices, dictionaries, credits, tokens, faults, sessions and the journal. Open sockets stay. */
  reset(): void {
    this.voices.reset()
    this.pronunciations.reset()
    this.accounts.reset()
    this.tokens.reset()
    this.faults.clear()
    this.sessions.reset()
    this.journal.reset()
    this.#concurrencyLimit = this.settings.concurrencyLimit
    this.recognizer.setScript(this.settings.script)
  }
}
