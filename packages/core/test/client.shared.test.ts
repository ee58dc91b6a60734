import { Gradium, GradiumError } from '@gradium-kit/core'
import { describe, expect, inject, it } from 'vitest'

const baseUrl = inject('emulatorUrl')

/** What a page does: its own server mints the token. */
async function token(): Promise<string> {
  const response = await fetch(`${baseUrl}/api-keys/token`, {
    headers: { 'x-api-key': 'server-side' },
  })
  const { token: value } = (await response.json()) as { token: string }
  return value
}

describe('with a token provider', () => {
  it('speaks text and hears it again word for word', async () => {
    let tokens = 0
    const gradium = new Gradium({
      baseUrl,
      token: () => {
        tokens += 1
        return token()
      },
    })
    const live = gradium.transcription.live({ language: 'en' })
    const words: string[] = []
    for await (const event of gradium.speech.stream({ text: 'Spoken here, heard there. 😀' })) {
      if (event.type === 'audio') live.send(event.audio)
      if (event.type === 'word') words.push(event.text)
    }
    const { text, segments } = await live.finish()
    expect(text).toBe('Spoken here, heard there. 😀')
    expect(words.join(' ')).toBe(text)
    expect(segments.every(({ endSeconds }) => endSeconds !== undefined)).toBe(true)
    expect(tokens).toBe(2)
  })

  it('shares one connection between requests', async () => {
    const gradium = new Gradium({ baseUrl, token })
    await using connection = gradium.connect('speech')
    const results = await Promise.all(
      ['One.', 'Two.', 'Three.'].map((text) => gradium.speech.stream({ text, connection }).result),
    )
    expect(results.map(({ words }) => words[0]?.text)).toEqual(['One.', 'Two.', 'Three.'])
  })

  it('reports a refused token as one typed error, with nothing secret in it', async () => {
    const gradium = new Gradium({ baseUrl, token: () => 'tmp_never_issued' })
    const stream = gradium.speech.stream({ text: 'Hi.' })
    const error: unknown = await stream.result.catch((reason: unknown) => reason)
    expect(GradiumError.is(error)).toBe(true)
    expect(error).toMatchObject({ code: 'auth', isRetryable: false })
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('tmp_never_issued')
  })

  it('cancels at once', async () => {
    const gradium = new Gradium({ baseUrl, token })
    const controller = new AbortController()
    const stream = gradium.speech.stream({ text: 'Never mind.', signal: controller.signal })
    controller.abort()
    await expect(stream.result).rejects.toMatchObject({ code: 'aborted' })
  })

  it('says that HTTP calls need a key', async () => {
    const gradium = new Gradium({ baseUrl, token })
    await expect(gradium.voices.list()).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('server'),
    })
  })

  it('refuses a key in a page, and only there', () => {
    const make = (): Gradium => new Gradium({ baseUrl, apiKey: 'a-key' })
    if (typeof document === 'undefined') expect(make).not.toThrow()
    else expect(make).toThrow(/public/)
  })
})
