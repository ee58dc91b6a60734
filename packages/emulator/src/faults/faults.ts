import type { ServerMessage } from '../wire/server-message.ts'
import {
  type FaultAction,
  type FaultMatch,
  type FaultRule,
  checkFaultRule,
  isFinal,
  momentOf,
} from './fault-rule.ts'
import { magicFault } from './magic-values.ts'

/** What a rule is compared with. */
export interface FaultSubject {
  route: string
  connection: number
  key: string
  voice?: string | undefined
  clientRequestId?: string | undefined
}

interface ActiveRule {
  id: string
  rule: FaultRule
  struckCount: number
}

function fits(match: FaultMatch, subject: FaultSubject, text: string): boolean {
  return (
    (match.route === undefined || match.route === subject.route) &&
    (match.connection === undefined || match.connection === subject.connection) &&
    (match.key === undefined || match.key === subject.key) &&
    (match.voice === undefined || match.voice === subject.voice) &&
    (match.clientRequestId === undefined || match.clientRequestId === subject.clientRequestId) &&
    (match.text === undefined || text.includes(match.text))
  )
}

/** The faults switched on. */
export class Faults {
  readonly #random: () => number
  readonly #active: ActiveRule[] = []
  #count = 0

  constructor(random: () => number) {
    this.#random = random
  }

  /** Switches a fault on and returns its id. @throws TypeError for a rule that cannot work. */
  add(rule: FaultRule): string {
    const id = `fault-${++this.#count}`
    this.#active.push({ id, rule: checkFaultRule(rule), struckCount: 0 })
    return id
  }

  /** Switches one fault off. Returns whether it was on. */
  remove(id: string): boolean {
    const position = this.#active.findIndex((entry) => entry.id === id)
    if (position >= 0) this.#active.splice(position, 1)
    return position >= 0
  }

  clear(): void {
    this.#active.length = 0
  }

  list(): { id: string; rule: FaultRule; struckCount: number }[] {
    return this.#active.map((entry) => ({ ...entry }))
  }

  /** The fault that strikes an HTTP request or upgrade before it is answered. */
  atUpgrade(subject: FaultSubject): FaultAction | undefined {
    const magic = magicFault(subject.key, subject.route === 'stt')
    if (magic?.when === 'upgrade') return magic.what
    return this.#strike((entry) => momentOf(entry.rule) === 'upgrade', subject, '')
  }

  /** Watches one request. */
  watch(subject: FaultSubject): RequestFaults {
    return new RequestFaults(subject, (isNow, text, struck) =>
      this.#strike((entry) => !struck.has(entry) && isNow(entry.rule), subject, text, struck),
    )
  }

  #strike(
    isNow: (entry: ActiveRule) => boolean,
    subject: FaultSubject,
    text: string,
    struck?: Set<unknown>,
  ): FaultAction | undefined {
    for (const entry of this.#active) {
      if (entry.struckCount >= (entry.rule.times ?? Infinity)) continue
      if (!isNow(entry) || !fits(entry.rule.match ?? {}, subject, text)) continue
      struck?.add(entry)
      if (this.#random() >= (entry.rule.probability ?? 1)) continue
      entry.struckCount++
      return entry.rule.what
    }
    return undefined
  }
}

type Strike = (
  isNow: (rule: FaultRule) => boolean,
  text: string,
  struck: Set<unknown>,
) => FaultAction | undefined

const watchedTextLength = 10_000

/** Decides, message by message, whether a fault strikes this request now. */
export class RequestFaults {
  readonly #strike: Strike
  readonly #isStt: boolean
  readonly #struck = new Set<unknown>()
  #magic: FaultRule | undefined
  #text = ''
  #sentMessages = 0
  #sentAudio = 0

  constructor(subject: FaultSubject, strike: Strike) {
    this.#strike = strike
    this.#isStt = subject.route.endsWith('stt')
    this.#magic = magicFault(subject.voice, this.#isStt) ?? magicFault(subject.key, this.#isStt)
  }

  noteText(text: string): void {
    if (this.#text.length < watchedTextLength) this.#text += ` ${text}`
    const magic = magicFault(text, this.#isStt)
    if (magic === undefined || magic.when === 'upgrade') return
    this.#magic = magic.when === 'setup' ? { ...magic, when: { afterAudio: 0 } } : magic
  }

  /** The fault that strikes in place of this message, if any. */
  next(message: ServerMessage): FaultAction | undefined {
    const isNow = (rule: FaultRule): boolean => this.#isNow(rule, message)
    let action: FaultAction | undefined
    if (this.#magic !== undefined && isNow(this.#magic)) {
      action = this.#magic.what
      this.#magic = undefined
    } else {
      action = this.#strike(isNow, this.#text, this.#struck)
    }
    this.#sentMessages++
    if (message.type === 'audio' && message.stop_s > 0) this.#sentAudio++
    return action
  }

  #isNow(rule: FaultRule, message: ServerMessage): boolean {
    const moment = momentOf(rule)
    if (moment === 'upgrade') return false
    if (moment === 'setup') return message.type === 'ready'
    if (moment === 'flush') return message.type === 'flushed'
    if (moment === 'end') return message.type === 'end_of_stream'
    if ('afterMessages' in moment) return this.#sentMessages >= moment.afterMessages
    if (this.#sentAudio < moment.afterAudio || message.type === 'ready') return false
    return message.type === 'audio' ? message.stop_s > 0 : isFinal(rule.what)
  }
}
