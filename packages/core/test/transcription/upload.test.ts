import { wavHeader } from '@gradium-kit/audio'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GradiumError } from '../../src/errors.ts'
import { prepareUpload, type AudioSource, type Upload } from '../../src/transcription/upload.ts'
import { titled } from '../outcome.ts'

const latin1 = new TextEncoder()

function beginning(text: string, length = 64): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  bytes.set(Uint8Array.from(text, (character) => character.charCodeAt(0)))
  return bytes
}

function wav(
  bitsPerSample: 8 | 16 | 24 | 32,
  encoding: 'pcm' | 'float' = 'pcm',
): Uint8Array<ArrayBuffer> {
  const format = { encoding, bitsPerSample, channelCount: 1, sampleRateHz: 24_000 } as const
  return Uint8Array.of(...wavHeader(format, 96), ...new Uint8Array(96))
}

function ogg(codec: string): Uint8Array<ArrayBuffer> {
  const page = beginning('OggS', 80)
  page.set([1, 19], 26)
  page.set(beginning(codec, 19), 28)
  return page
}

/** Two frames of a header, zeros between and after them. */
function frames(header: readonly number[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length * 3)
  bytes.set(header)
  bytes.set(header, length)
  return bytes
}

const mp3 = frames([0xff, 0xfb, 0x90, 0], 417)
const aac = frames([0xff, 0xf1, 0x4c, 0, 12, 0x80], 100)

async function failureOf(promise: Promise<unknown>): Promise<GradiumError> {
  const error: unknown = await promise.then(
    () => new Error('It was accepted.'),
    (reason: unknown) => reason,
  )
  if (GradiumError.is(error)) return error
  throw error
}

/** Reads the body of what may be an upload. */
async function readBody(upload: unknown): Promise<void> {
  const body: unknown = Reflect.get(Object(upload), 'body')
  if (body instanceof ReadableStream) for await (const _bytes of body);
}

async function sentBytes({ body }: Upload): Promise<Uint8Array> {
  return new Uint8Array(await new Response(body).arrayBuffer())
}

describe('a container that the service does not read', () => {
  test.each([
    ['an MP3', mp3],
    ['an MP3', beginning('ID3\u0004\u0000')],
    ['an AAC (ADTS) file', aac],
    ['an MP4 or M4A', beginning('\0\0\0\u0020ftypM4A ')],
    ['a WebM', beginning('\u001aE\u00df\u00a3')],
    ['a FLAC', beginning('fLaC')],
    ['an AIFF', beginning('FORM\0\0\0\0AIFF')],
    ['an AMR', beginning('#!AMR\n')],
    ['a CAF', beginning('caff')],
    ['an Ogg Vorbis file', ogg('\u0001vorbis')],
    ['an Ogg FLAC file', ogg('\u007fFLAC')],
    ['an Ogg file without Opus', ogg('Speex   ')],
  ])('is refused as %s, with a way out', async (name, audio) => {
    for (const format of [undefined, 'wav', 'opus'] as const) {
      const error = await failureOf(prepareUpload(audio, format))
      expect(error.code).toBe('config')
      expect(error.message).toMatch(`The audio is ${name}, which Gradium does not transcribe. `)
      expect(error.message).toContain('ffmpeg')
    }
  })

  test.each([
    ['an MP4 or M4A', beginning('\0\0\0\u0020ftypM4A ')],
    ['a FLAC', beginning('fLaC')],
  ])('is refused as %s even when it is called raw', async (name, audio) => {
    expect((await failureOf(prepareUpload(audio, 'pcm_16000'))).message).toContain(name)
  })

  test('may be raw samples by chance, when they are named', async () => {
    for (const audio of [mp3, aac]) {
      const upload = await prepareUpload(audio, 'pcm_16000')
      expect(upload).toMatchObject({ format: 'pcm_16000', mediaType: 'audio/pcm' })
      expect(await sentBytes(upload)).toEqual(audio)
      expect((await prepareUpload(audio, 'ulaw_8000')).mediaType).toBe('audio/basic')
    }
  })
})

describe('the format', () => {
  test('is recognised from the bytes', async () => {
    expect(await prepareUpload(wav(16), undefined)).toMatchObject({
      format: 'wav',
      mediaType: 'audio/wav',
    })
    expect(await prepareUpload(ogg('OpusHead'), undefined)).toMatchObject({
      format: 'opus',
      mediaType: 'audio/ogg',
    })
    expect(await prepareUpload(ogg('OpusHead'), 'opus')).toMatchObject({ format: 'opus' })
  })

  test('of bare pcm is spelled out with the rate that the service takes in', async () => {
    expect((await prepareUpload(new Uint8Array(10), 'pcm')).format).toBe('pcm_24000')
  })

  test.each([
    [new Uint8Array(100), undefined, /neither WAV nor Ogg Opus.*pcm_24000/],
    [new Uint8Array(100), 'wav', /^The audio is not a WAV\./],
    [new Uint8Array(100), 'opus', /^The audio is not Ogg Opus\./],
    [wav(16), 'opus', /^The audio is a WAV, not opus/],
    [wav(16), 'pcm_16000', /^The audio is a WAV, not pcm_16000/],
    [ogg('OpusHead'), 'wav', /^The audio is Ogg Opus, not wav/],
    [ogg('OpusHead'), 'alaw_8000', /^The audio is Ogg Opus, not alaw_8000/],
  ] as const)('that the bytes contradict is refused (%#)', async (audio, format, message) => {
    const error = await failureOf(prepareUpload(audio, format))
    expect(error).toMatchObject({ code: 'config', isRetryable: false })
    expect(error.message).toMatch(message)
  })
})

describe('a WAV', () => {
  test.each([16, 24, 32] as const)('of %i-bit samples is sent as it is', async (bits) => {
    expect(await sentBytes(await prepareUpload(wav(bits), 'wav'))).toEqual(wav(bits))
  })

  test('whose length is not known is sent as it is', async () => {
    const format = {
      encoding: 'pcm',
      bitsPerSample: 16,
      channelCount: 1,
      sampleRateHz: 8_000,
    } as const
    const audio = Uint8Array.of(...wavHeader(format), 1, 2, 3, 4)
    expect(await sentBytes(await prepareUpload(audio, undefined))).toEqual(audio)
  })

  test.each([
    [wav(8), 'The WAV holds 8-bit pcm samples; '],
    [wav(32, 'float'), 'The WAV holds 32-bit float samples; '],
  ])('of other samples is refused (%#)', async (audio, message) => {
    const error = await failureOf(prepareUpload(audio, undefined))
    expect(error.code).toBe('config')
    expect(error.message).toContain(message)
    expect(error.message).toContain('pcm_s16le')
  })

  test.each([beginning('RF64\u00ff\u00ff\u00ff\u00ffWAVE'), beginning('RIFX\0\0\0\0WAVE')])(
    'of another kind is refused (%#)',
    async (audio) => {
      const error = await failureOf(prepareUpload(audio, undefined))
      expect(error.code).toBe('config')
      expect(error.message).toMatch(/^The WAV cannot be read: /)
    },
  )

  test('that is damaged anywhere is sent or refused, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(43), fc.nat(255), fc.nat(140), async (at, value, length) => {
        const audio = wav(16).subarray(0, Math.max(length, 1))
        audio[at] = value
        const outcome = await prepareUpload(audio, undefined).catch((error: unknown) => error)
        expect(GradiumError.is(outcome) ? outcome.code : 'config').toBe('config')
        expect(outcome instanceof Error && !GradiumError.is(outcome)).toBe(false)
      }),
    )
  })
})

const audio = Uint8Array.from({ length: 20_000 }, (_, index) => index % 251)

async function* pieces(sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0
  for (const size of sizes) {
    yield audio.subarray(start, start + size)
    start += size
  }
  yield audio.subarray(start)
}

describe('a source', () => {
  test.each<[string, AudioSource, number | undefined]>([
    ['a Uint8Array', audio, 20_000],
    ['a Buffer inside a larger one', Buffer.concat([Buffer.alloc(7), audio]).subarray(7), 20_000],
    ['an ArrayBuffer', audio.slice().buffer, 20_000],
    ['a Blob', new Blob([audio], { type: 'video/mp4' }), 20_000],
    ['a ReadableStream', new Blob([audio]).stream(), undefined],
    ['an async iterable', pieces([1, 2, 3]), undefined],
  ])('that is %s is sent byte for byte', async (_name, source, byteLength) => {
    const upload = await prepareUpload(source, 'pcm_16000')
    expect(upload.byteLength).toBe(byteLength)
    expect(await sentBytes(upload)).toEqual(audio)
  })

  test('gives the same bytes however its stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(6_000), { maxLength: 8 }), async (sizes) => {
        const upload = await prepareUpload(pieces(sizes), 'pcm_16000')
        expect(Buffer.compare(await sentBytes(upload), audio)).toBe(0)
      }),
      { numRuns: 50 },
    )
  })

  test('is read no further than its beginning before it is sent', async () => {
    let read = 0
    async function* counting(): AsyncGenerator<Uint8Array> {
      for (;;) {
        read += 1
        yield new Uint8Array(1_000)
      }
    }
    const { body } = await prepareUpload(counting(), 'pcm_16000')
    expect(read).toBeLessThanOrEqual(6)
    await new Response(body).body?.cancel()
  })

  test.each<[string, AudioSource]>([
    ['a Uint8Array', new Uint8Array()],
    ['an ArrayBuffer', new ArrayBuffer()],
    ['a Blob', new Blob([])],
    ['a ReadableStream', new Blob([]).stream()],
    [
      'an async iterable',
      (async function* () {
        yield new Uint8Array()
      })(),
    ],
  ])('that is %s without bytes is refused', async (_name, source) => {
    const error = await failureOf(prepareUpload(source, 'pcm_16000'))
    expect(error).toMatchObject({ code: 'config', message: 'The audio is empty.' })
  })

  test.each(
    titled([
      null,
      undefined,
      'audio.wav',
      5,
      {},
      [1, 2],
      new Int16Array(5),
      new DataView(new ArrayBuffer(4)),
      new SharedArrayBuffer(4),
    ]),
  )('that is %s is refused', async (_title, source) => {
    const outcome: unknown = Reflect.apply(prepareUpload, undefined, [source, 'pcm_16000'])
    const error = await failureOf(Promise.resolve(outcome))
    expect(error.code).toBe('config')
    expect(error.message).toMatch(/^The audio is a Uint8Array, /)
  })

  test.each([
    ['text', 'abc'],
    ['samples', new Int16Array(5)],
    ['numbers', 5],
    ['nothing', null],
  ])('that yields %s is refused', async (_name, value) => {
    async function* wrong(): AsyncGenerator {
      yield value
    }
    const outcome: unknown = Reflect.apply(prepareUpload, undefined, [wrong(), 'pcm_16000'])
    const error = await failureOf(Promise.resolve(outcome))
    expect(error.code).toBe('config')
    expect(error.message).toContain('Uint8Array')
  })

  test('that fails later fails the upload with its error', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(5_000)
      throw new Error('disk gone')
    }
    const upload = await prepareUpload(failing(), 'pcm_16000')
    await expect(sentBytes(upload)).rejects.toMatchObject({ cause: { message: 'disk gone' } })
    expect(upload.sourceFailure()).toMatchObject({ code: 'config' })
  })

  test('that yields something else later fails the upload and is closed', async () => {
    let isClosed = false
    async function* wrong(): AsyncGenerator {
      try {
        yield new Uint8Array(5_000)
        yield 'abc'
      } finally {
        isClosed = true
      }
    }
    const outcome: unknown = Reflect.apply(prepareUpload, undefined, [wrong(), 'pcm_16000'])
    const error = await failureOf(Promise.resolve(outcome).then((upload) => readBody(upload)))
    expect(error.code).toBe('config')
    expect(isClosed).toBe(true)
  })

  test('is closed when its audio is refused', async () => {
    let isClosed = false
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield latin1.encode('fLaC'.repeat(100))
      } finally {
        isClosed = true
      }
    }
    await failureOf(prepareUpload(source(), undefined))
    expect(isClosed).toBe(true)
  })

  test('that is a ReadableStream is cancelled when its audio is refused', async () => {
    let isCancelled = false
    const source = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(latin1.encode('fLaC'.repeat(100))),
      cancel: () => {
        isCancelled = true
      },
    })
    await failureOf(prepareUpload(source, undefined))
    expect(isCancelled).toBe(true)
  })

  test('is closed when the upload is cancelled', async () => {
    let isClosed = false
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield new Uint8Array(1_000)
      } finally {
        isClosed = true
      }
    }
    const { body } = await prepareUpload(source(), 'pcm_16000')
    await new Response(body).body?.cancel()
    expect(isClosed).toBe(true)
  })
})
