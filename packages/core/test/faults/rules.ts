import type { FaultAction, FaultMoment } from '@gradium-kit/emulator'
import type { Api } from '@gradium-kit/fixtures/fault-matrix'
import type { Strike, Variant } from './check-cell.ts'
import { voiceId } from './runs.ts'

const routes: Readonly<Record<Api, string>> = {
  speech: 'tts',
  multiplexed: 'tts',
  transcription: 'stt',
  restSpeech: 'rest-tts',
  restTranscription: 'rest-stt',
  token: 'token',
}

/** After the beginning of the results, on every API. */
function middleOf(api: Api): FaultMoment {
  return routes[api].endsWith('stt') ? { afterMessages: 60 } : { afterAudio: 3 }
}

/** Before the first result. */
const beginning: FaultMoment = { afterMessages: 1 }

/** What the service does before it answers at all. */
export function atUpgrade(what: FaultAction, details: Partial<Variant> = {}): Variant {
  return {
    name: nameOf(what),
    isEarly: true,
    strike: ({ emulator }, { api, isLasting }) => {
      const times = isLasting ? {} : { times: 1 }
      emulator.faults.add({ match: { route: routes[api] }, when: 'upgrade', what, ...times })
    },
    ...details,
  }
}

/** What the service does to a request, at a moment or where the cell says. */
export function inSession(
  what: FaultAction,
  when?: FaultMoment,
  details: Partial<Variant> = {},
): Variant {
  return {
    name: nameOf(what),
    strike: ({ emulator }, { api, moment, isLasting, hasTokens }: Strike) => {
      const isAimed = api === 'multiplexed' && (details.isEarly !== true || hasTokens === true)
      const voice = isAimed ? { voice: voiceId } : {}
      emulator.faults.add({
        match: { route: routes[api], ...voice },
        when: when ?? (moment === 'start' ? beginning : middleOf(api)),
        what,
        ...(isLasting ? {} : { times: 1 }),
      })
    },
    ...details,
  }
}

function nameOf(what: FaultAction): string {
  return Object.values(what).slice(0, 2).join(' ')
}
