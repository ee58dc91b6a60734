import { getCredits, getToken, getUsageSummary } from './account-routes.ts'
import { type HttpCall, HttpError, type HttpReply, detail } from './http-call.ts'
import {
  createPronunciation,
  deletePronunciation,
  getPronunciation,
  listPronunciations,
  updatePronunciation,
} from './pronunciation-routes.ts'
import { postSpeech } from './rest-speech.ts'
import { postTranscription } from './rest-transcription.ts'
import type { Service } from './service.ts'
import { createVoice, deleteVoice, getVoice, listVoices, updateVoice } from './voice-routes.ts'

export type Handler = (service: Service, call: HttpCall) => HttpReply | Promise<HttpReply>

export interface Route {
  /** Name that fault rules match. */
  name: string
  method: string
  pattern: RegExp
  handle: Handler
}

/** Refuses callers without a valid key the way everything but speech does. */
function withKey(handle: Handler): Handler {
  return (service, call) => {
    const { credentials } = call
    if (credentials.isValid) return handle(service, call)
    return detail(
      401,
      credentials.isMissing ? 'No authentication provided.' : 'Invalid or expired API key',
    )
  }
}

function route(name: string, method: string, path: string, handle: Handler): Route {
  const pattern = new RegExp(`^${path.replace(':uid', '([^/]+)')}$`)
  return { name, method, pattern, handle }
}

/** Every REST route, matched against normalised paths. */
export const routes: readonly Route[] = [
  route('rest-tts', 'POST', '/post/speech/tts', postSpeech),
  route('rest-stt', 'POST', '/post/speech/asr', postTranscription),
  route('token', 'GET', '/api-keys/token', withKey(getToken)),
  route('voices', 'GET', '/voices', withKey(listVoices)),
  route('voices', 'POST', '/voices', withKey(createVoice)),
  route('voices', 'GET', '/voices/:uid', withKey(getVoice)),
  route('voices', 'PUT', '/voices/:uid', withKey(updateVoice)),
  route('voices', 'DELETE', '/voices/:uid', withKey(deleteVoice)),
  route('pronunciations', 'GET', '/pronunciations', withKey(listPronunciations)),
  route('pronunciations', 'POST', '/pronunciations', withKey(createPronunciation)),
  route('pronunciations', 'GET', '/pronunciations/:uid', withKey(getPronunciation)),
  route('pronunciations', 'PUT', '/pronunciations/:uid', withKey(updatePronunciation)),
  route('pronunciations', 'DELETE', '/pronunciations/:uid', withKey(deletePronunciation)),
  route('usages', 'GET', '/usages/credits', withKey(getCredits)),
  route('usages', 'GET', '/usages/summary', withKey(getUsageSummary)),
]

/** Finds the route of a request. @throws HttpError 405 when only the method is wrong; undefined when nothing fits. */
export function matchRoute(
  table: readonly Route[],
  method: string,
  path: string,
): { route: Route; parameters: string[] } | undefined {
  const fitting = table.flatMap((entry) => {
    const match = entry.pattern.exec(path)
    return match === null ? [] : [{ route: entry, parameters: match.slice(1).map(decode) }]
  })
  const found = fitting.find((entry) => entry.route.method === method)
  if (found !== undefined || fitting.length === 0) return found
  const allow = fitting.map((entry) => entry.route.method).join(', ')
  const reply = detail(405, 'Method Not Allowed')
  throw new HttpError({ ...reply, headers: { ...reply.headers, allow } })
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
