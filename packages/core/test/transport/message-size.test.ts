import { describe, expect, test } from 'vitest'
import { Gradium as NodeGradium } from '../../src/index.node.ts'
import { Gradium as WebGradium } from '../../src/index.ts'
import { failureOf, startTestService } from '../harness.ts'

describe.each([
  ['of Node', NodeGradium],
  ['of every runtime', WebGradium],
] as const)('on the sockets %s', (_name, Gradium) => {
  test('a message longer than the limit breaks the protocol', async () => {
    await using service = await startTestService()
    const { token } = await service.gradium.tokens.create()
    const baseUrl = service.emulator.url
    const gradium = new Gradium({ token: () => token, baseUrl, maxMessageBytes: 2_000 })
    const error = await failureOf(gradium.speech.stream({ text: 'Too much.' }).result)
    expect(error).toMatchObject({ code: 'protocol', isRetryable: false, phase: 'stream' })
  })
})
