import {
  loadTranscript,
  startReplayServer,
  transcriptNames,
  type Transcript,
  type TranscriptEvent,
} from '@gradium-kit/fixtures'
import { describe, expect, it } from 'vitest'
import {
  Gradium,
  type Endpoint,
  type ServerMessage,
  type Setup,
  type WireRequest,
} from '../src/index.node.ts'
import { Gradium as WebGradium } from '../src/index.ts'
import { parseAnyMessage } from '../src/protocol/parse-message.ts'
import { encodeAudioMessage } from '../src/transport/audio-message.ts'
import { nodePlatform } from '../src/transport/socket.node.ts'

/** Exchanges that only a client with a fault can take part in. */
const impossible: Record<string, string> = {
  'error-duplicate-id': 'the core refuses to use an active id again',
  'error-missing-key': 'the core refuses to connect without a key',
}

const endpoints: Record<string, Endpoint> = {
  '/speech/tts': 'speech',
  '/speech/asr': 'transcription',
  '/speech/s2s': 'translation',
}

const setupNames: Record<string, keyof Setup> = {
  model_name: 'modelName',
  voice_id: 'voiceId',
  input_format: 'inputFormat',
  output_format: 'outputFormat',
  stt_model_name: 'transcriptionModelName',
  tts_model_name: 'speechModelName',
  client_req_id: 'clientRequestId',
  close_ws_on_eos: 'closeOnEndOfStream',
}

type Wire = Record<string, unknown> & { type: string; client_req_id?: string }

function setupOf({ type: _type, json_config: config, ...fields }: Wire): Setup {
  const settings: unknown = typeof config === 'string' ? JSON.parse(config) : config
  const setup = Object.entries(fields).map(([name, value]) => [setupNames[name], value])
  return { ...Object.fromEntries(setup), ...(settings === undefined ? {} : { settings }) }
}

/**
 * The core writes settings as a string without spaces, and closes a shared socket itself instead of asking the service to.
 * Nothing else differs from the recordings.
 */
function asTheCoreWould(transcript: Transcript): Transcript {
  const isShared = transcript.events.some(
    (event) => event.event === 'send' && event.text.includes('client_req_id'),
  )
  const events = transcript.events.flatMap((event): TranscriptEvent | TranscriptEvent[] => {
    if (isShared && event.event === 'close') return { ...event, by: 'client' }
    if (event.event !== 'send') return event
    if (isShared && event.text === '{"type":"end_of_stream"}') return []
    const wire = JSON.parse(event.text) as Wire
    if (wire['json_config'] === undefined) return event
    const { settings } = setupOf(wire)
    return { ...event, text: JSON.stringify({ ...wire, json_config: JSON.stringify(settings) }) }
  })
  return { ...transcript, events }
}

/** Does what the recorded client did, through the core, and gathers what the core makes of the answers. */
async function replay(
  gradium: Gradium,
  events: readonly TranscriptEvent[],
): Promise<{ messages: ServerMessage[]; ends: unknown[] }> {
  const messages: ServerMessage[] = []
  const ends: Promise<unknown>[] = []
  const requests = new Map<string | undefined, WireRequest>()
  const [open, ...rest] = events
  const endpoint = endpoints[open?.event === 'open' ? open.path.split('?')[0]! : '']!
  const isShared = rest.some(
    (event) => event.event === 'send' && event.text.includes('client_req_id'),
  )
  const connection = isShared ? gradium.connect(endpoint) : undefined

  function begin(setup: Setup | undefined): WireRequest {
    const request = gradium.open(endpoint, {
      connection,
      setup,
      sendSetupOnStart: setup !== undefined,
    })
    requests.set(setup?.clientRequestId, request)
    ends.push(
      (async () => {
        try {
          for await (const message of request) messages.push(message)
          return 'success'
        } catch (error) {
          return error
        }
      })(),
    )
    return request
  }

  for (const event of rest) {
    if (event.event !== 'send') continue
    const wire = JSON.parse(event.text) as Wire
    if (wire.type === 'setup') begin(setupOf(wire))
    else {
      const request = requests.get(wire.client_req_id)
      if (wire.type === 'text')
        (request ?? begin(undefined)).send({ type: 'text', text: String(wire['text']) })
      else if (wire.type === 'audio')
        request?.send({ type: 'audio', audio: Buffer.from(String(wire['audio']), 'base64') })
      else if (wire.type === 'flush')
        request?.send({ type: 'flush', flushId: Number(wire['flush_id']) })
      else request?.send({ type: 'end-of-stream' })
    }
  }
  if (requests.size === 0) begin({})
  const results = await Promise.all(ends)
  await connection?.close()
  return { messages, ends: results }
}

const socketNames = transcriptNames().filter(
  (name) => !name.startsWith('rest-') && name !== 'browser-token' && !(name in impossible),
)

describe('recorded exchanges over sockets', () => {
  it.each(socketNames)('%s: sends what was sent and reads all that was received', async (name) => {
    const transcript = asTheCoreWould(loadTranscript(name))
    await using server = await startReplayServer(transcript, { comparison: 'json' })
    const [open] = transcript.events
    const apiKey = open?.event === 'open' ? open.headers['x-api-key'] : undefined
    const gradium = new Gradium({ apiKey, baseUrl: server.url })
    const { messages, ends } = await replay(gradium, transcript.events)
    await server.done
    expect(server.mismatches).toEqual([])
    const received = transcript.events
      .flatMap((event) =>
        event.event === 'receive' ? [parseAnyMessage(event.text, nodePlatform.decodeBase64)] : [],
      )
      .filter((message) => message.type !== 'end-of-stream' && message.type !== 'error')
    const ids = new Set(received.map((message) => message.clientRequestId))
    for (const id of ids) {
      const isOfRequest = (message: ServerMessage): boolean => message.clientRequestId === id
      expect(messages.filter(isOfRequest)).toEqual(received.filter(isOfRequest))
    }
    expect(messages).toHaveLength(received.length)
    const isFailure = name.startsWith('error-')
    for (const end of ends) {
      if (isFailure) expect(end).toMatchObject({ name: 'GradiumError', phase: expect.any(String) })
      else expect(end).toBe('success')
    }
  })

  it.each(socketNames.filter((name) => !name.startsWith('error-')))(
    '%s: writes input byte for byte',
    async (name) => {
      const transcript = loadTranscript(name)
      const texts = transcript.events.flatMap((event) =>
        event.event === 'send' ? [event.text] : [],
      )
      // Only a setup may have its keys in another order.
      const { encodeEndOfStream, encodeFlush, encodeText, messageSuffix } =
        await import('../src/protocol/client-messages.ts')
      for (const text of texts) {
        const wire = JSON.parse(text) as Wire
        const suffix = messageSuffix(wire.client_req_id)
        const audio =
          wire.type === 'audio' ? Buffer.from(String(wire['audio']), 'base64') : new Uint8Array()
        const ours = {
          setup: text,
          text: encodeText(String(wire['text']), suffix),
          audio: encodeAudioMessage(nodePlatform, audio, `"${suffix}`),
          flush: encodeFlush(Number(wire['flush_id']), suffix),
          end_of_stream: encodeEndOfStream(suffix),
        }[wire.type]
        expect(ours).toBe(text)
      }
    },
  )
})

describe('recorded exchanges over HTTP', () => {
  const voiceId = 'YTpq7expH9539ERJ'

  /** What the core says beyond the recorded client: its defaults, spelled out. */
  function withBodies(name: string, ...bodies: (object | undefined)[]): Transcript {
    const transcript = loadTranscript(name)
    let index = 0
    const events = transcript.events.map((event): TranscriptEvent => {
      if (event.event !== 'request') return event
      const body = bodies[index++]
      return body === undefined ? event : { ...event, body: JSON.stringify(body) }
    })
    return { ...transcript, events }
  }

  const asked = { text: 'Hi.', voice_id: voiceId, model_name: 'default' }

  it.each([
    ['rest-speech-lines', 'pcm_48000', false],
    ['rest-speech-raw', 'pcm_48000', true],
  ] as const)('%s', async (name, format, rawAudio) => {
    const script = withBodies(name, { ...asked, output_format: format, only_audio: rawAudio })
    await using server = await startReplayServer(script, { comparison: 'json' })
    const gradium = new Gradium({ apiKey: server.key, baseUrl: server.url })
    const speech = await gradium.speech.generate({ text: 'Hi.', voiceId, format, rawAudio })
    await server.done
    expect(server.mismatches).toEqual([])
    expect(speech.isVerified).toBe(!rawAudio)
    expect(speech.audio.length / 96_000).toBeCloseTo(speech.durationSeconds, 6)
  })

  it('rest-speech-broken', async () => {
    const script = withBodies('rest-speech-broken', {
      ...asked,
      output_format: 'pcm_8000',
      only_audio: false,
    })
    await using server = await startReplayServer(script, { comparison: 'json' })
    const gradium = new Gradium({ apiKey: server.key, baseUrl: server.url })
    await expect(
      gradium.speech.generate({ text: 'Hi.', voiceId, format: 'pcm_8000' }),
    ).rejects.toMatchObject({
      phase: 'stream',
      message: expect.stringContaining('worker stopped'),
    })
    await server.done
    expect(server.mismatches).toEqual([])
  })

  it('rest-transcription', async () => {
    const transcript = loadTranscript('rest-transcription')
    const query = `model=default&input_format=wav&json_config=${encodeURIComponent('{"language":"en"}')}`
    const events = transcript.events.map((event) =>
      event.event === 'request' ? { ...event, path: `/post/speech/asr?${query}` } : event,
    )
    const [call] = transcript.events
    const body = call?.event === 'request' && typeof call.body === 'object' ? call.body.base64 : ''
    await using server = await startReplayServer({ ...transcript, events })
    const gradium = new Gradium({ apiKey: server.key, baseUrl: server.url })
    const { text } = await gradium.transcription.transcribe(Buffer.from(body, 'base64'), {
      language: 'en',
    })
    await server.done
    expect(server.mismatches).toEqual([])
    expect(text).toBe('Hello')
  })

  it('browser-token', async () => {
    const transcript = loadTranscript('browser-token')
    await using server = await startReplayServer(transcript, { comparison: 'json' })
    const { token } = await new Gradium({ apiKey: server.key, baseUrl: server.url }).tokens.create()
    const page = (): WebGradium => new WebGradium({ token: () => token, baseUrl: server.url })
    const first = await replay(
      page(),
      transcript.events.slice(
        2,
        transcript.events.findLastIndex((event) => event.event === 'open'),
      ),
    )
    expect(first.ends).toEqual(['success'])
    const second = page().open('speech', { sendSetupOnStart: false })
    await expect(second.ended).rejects.toMatchObject({ code: 'auth' })
    await server.done
    expect(server.mismatches).toEqual([])
  })
})
