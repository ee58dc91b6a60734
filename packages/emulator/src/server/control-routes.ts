import { encodeWav } from '@gradium-kit/audio'
import { ManualClock } from '../clock.ts'
import { checkFaultRule } from '../faults/fault-rule.ts'
import type { AudioDirection } from '../session/environment.ts'
import { isJsonObject } from '../wire/json-fields.ts'
import { type HttpCall, HttpError, type HttpReply, detail, json } from './http-call.ts'
import { journalEvents } from './journal-events.ts'
import type { Handler, Route } from './routes.ts'
import type { Service } from './service.ts'
import { Validation, jsonBody } from './validation.ts'

function getInfo(service: Service): HttpReply {
  const { engine, clock, sessionLimitSeconds, compatibility } = service.settings
  return json(200, {
    engine: typeof engine === 'string' ? engine : engine.id,
    clock,
    pendingMs: service.clock instanceof ManualClock ? service.clock.pendingMs : [],
    sessionLimitSeconds,
    compatibility,
  })
}

function getSession(service: Service, call: HttpCall): HttpReply {
  const record = service.sessions.get(call.parameters[0] ?? '')
  return record === undefined ? detail(404, 'No such session.') : json(200, record)
}

function getSessionAudio(service: Service, call: HttpCall): HttpReply {
  const record = service.sessions.get(call.parameters[0] ?? '')
  const asked = call.query.get('direction')
  const fallback: AudioDirection = record?.recordings.has('out') === true ? 'out' : 'in'
  const direction = asked === 'in' || asked === 'out' ? asked : fallback
  const recording = record?.recordings.get(direction)
  if (recording === undefined) return detail(404, 'No audio was kept for this session.')
  const body = encodeWav(Buffer.concat(recording.chunks), {
    encoding: 'pcm',
    bitsPerSample: 16,
    channelCount: 1,
    sampleRateHz: recording.sampleRateHz,
  })
  return { status: 200, headers: { 'content-type': 'audio/wav' }, body }
}

/** Entries after `after`, filtered by `session`, `kind` and `type`, at most `limit`. */
function getJournal(service: Service, call: HttpCall): HttpReply {
  const validation = new Validation()
  const after = validation.count(call, 'after', 0)
  const limit = validation.count(call, 'limit', 1000)
  validation.check()
  const wanted = ['session', 'kind', 'type', 'direction', 'route'] as const
  const filters = wanted.flatMap((name) => {
    const value = call.query.get(name)
    return value === null ? [] : [{ name, value }]
  })
  const entries = service.journal.entries.filter(
    (entry) =>
      entry.index > after && filters.every((filter) => entry[filter.name] === filter.value),
  )
  return json(200, { entries: entries.slice(0, limit), total: entries.length })
}

async function addFault(service: Service, call: HttpCall): Promise<HttpReply> {
  const body = await jsonBody(call)
  try {
    return json(201, { id: service.faults.add(checkFaultRule(body)) })
  } catch (error) {
    if (error instanceof TypeError) throw new HttpError(detail(422, error.message))
    throw error
  }
}

function clearFaults(service: Service): HttpReply {
  service.faults.clear()
  return { status: 204 }
}

function removeFault(service: Service, call: HttpCall): HttpReply {
  const isFound = service.faults.remove(call.parameters[0] ?? '')
  return isFound ? { status: 204 } : detail(404, 'No such fault.')
}

/** `{"lines": string[]}` or `{"timed": [{startSeconds, endSeconds, text}]}`; an empty object takes the script away. */
async function setScript(service: Service, call: HttpCall): Promise<HttpReply> {
  const body = await jsonBody(call)
  const { lines, timed } = body
  const isText = Array.isArray(lines) && lines.every((line) => typeof line === 'string')
  const isTimed =
    Array.isArray(timed) &&
    timed.every(
      (word) =>
        isJsonObject(word) &&
        typeof word['text'] === 'string' &&
        typeof word['startSeconds'] === 'number' &&
        typeof word['endSeconds'] === 'number',
    )
  if ((lines !== undefined && !isText) || (timed !== undefined && !isTimed)) {
    const text =
      'A script is { "lines": [text] } or { "timed": [{ startSeconds, endSeconds, text }] }.'
    return detail(422, text)
  }
  const isEmpty = lines === undefined && timed === undefined
  service.recognizer.setScript(isEmpty ? undefined : body)
  return { status: 204 }
}

async function advanceClock(service: Service, call: HttpCall): Promise<HttpReply> {
  if (!(service.clock instanceof ManualClock)) {
    return detail(409, 'Only the manual clock can be advanced. Start with --clock manual.')
  }
  const body = await jsonBody(call)
  const milliseconds = Number(body['milliseconds'])
  if (!(milliseconds >= 0)) return detail(422, 'milliseconds must be a number of at least 0.')
  await service.clock.advance(milliseconds)
  return json(200, { nowMs: service.clock.now(), pendingMs: service.clock.pendingMs })
}

function reset(service: Service): HttpReply {
  service.reset()
  return { status: 204 }
}

function route(method: string, path: string, handle: Handler): Route {
  const pattern = new RegExp(`^/__emulator${path.replace(':id', '([^/]+)')}$`)
  return { name: 'control', method, pattern, handle }
}

/** Inspection and control, under `/__emulator/`. No key is needed. */
export const controlRoutes: readonly Route[] = [
  route('GET', '/health', () => json(200, { status: 'ok' })),
  route('GET', '/info', getInfo),
  route('GET', '/sessions', (service) => json(200, service.sessions.records)),
  route('GET', '/sessions/:id', getSession),
  route('GET', '/sessions/:id/audio\\.wav', getSessionAudio),
  route('GET', '/journal', getJournal),
  route('GET', '/events', journalEvents),
  route('GET', '/faults', (service) => json(200, service.faults.list())),
  route('POST', '/faults', addFault),
  route('DELETE', '/faults', clearFaults),
  route('DELETE', '/faults/:id', removeFault),
  route('POST', '/script', setScript),
  route('POST', '/clock/advance', advanceClock),
  route('POST', '/reset', reset),
]
