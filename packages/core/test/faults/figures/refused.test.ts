import { describe, expect, it } from 'vitest'
import { measure } from '../figures-file.ts'
import { runApi } from '../runs.ts'
import { Stage } from '../stage.ts'
import { providerFor } from '../token-provider.ts'

const apis = ['speech', 'transcription', 'restSpeech', 'restTranscription', 'token'] as const
const words = 'API key is revoked or expired'

describe('a refused key', () => {
  it.each(apis)('is tried exactly once: %s', async (api) => {
    await using stage = await Stage.start({ emulator: { keys: ['another'] } })
    const { outcome } = await runApi(api, stage)
    measure({ fatalAttempts: Math.max(stage.attempts, outcome.error?.attempts ?? Infinity) })
    expect(outcome.error).toMatchObject({ code: 'auth', attempts: 1, isRetryable: false })
    expect(stage.attempts).toBe(1)
    expect(await stage.leftovers()).toEqual([])
  })

  it.each(['speech', 'transcription'] as const)(
    'gets one other token where a provider has one, and no third: %s',
    async (api) => {
      await using stage = await Stage.start()
      let asked = 0
      const provider = providerFor(stage.emulator)
      stage.service.credentials.mintWith((context) => {
        asked += 1
        return provider(context)
      })
      stage.emulator.faults.add({
        when: 'setup',
        what: { kind: 'error', code: 1008, message: words },
      })
      const { outcome } = await runApi(api, stage)
      measure({ fatalAttemptsWithTokens: Math.max(stage.attempts, asked) })
      expect(outcome.error).toMatchObject({ code: 'auth', attempts: 2 })
      expect([stage.attempts, asked]).toEqual([2, 2])
    },
  )
})
