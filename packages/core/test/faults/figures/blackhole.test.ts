import { startBlackhole } from '@gradium-kit/fixtures/fault-proxy'
import { expect, it } from 'vitest'
import { Gradium } from '../../../src/index.node.ts'
import { failureOf } from '../../harness.ts'

it('calls it a timeout when Node itself gives up connecting over HTTP', async () => {
  await using blackhole = await startBlackhole()
  const gradium = new Gradium({ apiKey: 'any', baseUrl: blackhole.url, retry: { maxRetries: 0 } })
  expect(await failureOf(gradium.usage.credits())).toMatchObject({
    code: 'timeout',
    phase: 'connect',
    isRetryable: true,
  })
})
