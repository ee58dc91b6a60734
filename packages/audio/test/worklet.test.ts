import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { afterAll, expect, test } from 'vitest'
import { bundle } from './bundle.ts'

const folder = mkdtempSync(join(tmpdir(), 'gradium-kit-audio-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A realm with the globals of ECMAScript alone, fewer than an AudioWorklet has. */
async function loadInBareRealm(): Promise<(expression: string) => unknown> {
  const { code } = await bundle('index', 'iife', folder)
  const realm = createContext(Object.create(null))
  for (const name of [
    'console',
    'WebAssembly',
    'SharedArrayBuffer',
    'Atomics',
    'escape',
    'unescape',
  ]) {
    runInContext(`delete globalThis.${name}`, realm)
  }
  runInContext(code, realm)
  return (expression) => runInContext(expression, realm)
}

test('everything works in a realm without any global beyond the language', async () => {
  const run = await loadInBareRealm()
  expect(
    run(`typeof console + typeof TextDecoder + typeof Buffer + typeof atob + typeof setTimeout`),
  ).toBe('undefined'.repeat(5))
  const outcomes = run(`
    const tone = Float32Array.from({ length: 4800 }, (_, index) => Math.sin(index / 10) / 2)
    const pcm = audio.pcm16FromFloat(tone)
    const format = { encoding: 'pcm', bitsPerSample: 16, channelCount: 1, sampleRateHz: 48000 }
    const wav = audio.encodeWav(pcm, format)
    const resampler = new audio.Resampler({ inputRateHz: 48000, outputRateHz: 24000 })
    const writer = new audio.OggWriter({ serial: 1 })
    const page = writer.page([audio.opusHead({ channelCount: 1, preSkip: 312, inputSampleRateHz: 48000 })], { granulePosition: 0n, isFirst: true })
    let refused
    try { audio.decodeBase64('###') } catch (error) { refused = audio.AudioError.is(error) }
    JSON.stringify({
      base64: audio.decodeBase64(audio.encodeBase64(pcm)).length,
      mono: audio.mixToMono(audio.decodeWavSamples(audio.readWav(wav).data, format)).length,
      floats: audio.floatFromPcm16(new audio.FrameAligner(2).push(pcm)).length,
      patched: audio.withTrueWavSizes(audio.wavHeader(format)).length,
      resampled: resampler.push(tone).length + resampler.finish().length,
      mulaw: audio.decodeMulaw(audio.encodeMulaw(new Int16Array(9))).length,
      alaw: audio.decodeAlaw(audio.encodeAlaw(new Int16Array(9))).length,
      container: audio.detectContainer(page),
      preSkip: audio.parseOpusHead(new audio.OggReader().push(page)[0].data).preSkip,
      tags: audio.opusTags('test').length,
      opusSamples: audio.opusPacketSamples(Uint8Array.of(0xf8)),
      speech: new audio.EnergyVad({ sampleRateHz: 48000 }).push(tone).length,
      peak: new audio.LevelMeter().push(tone).peak > 0.49,
      wavReader: new audio.WavReader().push(wav).length,
      refused,
    })
  `)
  expect(JSON.parse(String(outcomes))).toEqual({
    base64: 9600,
    mono: 4800,
    floats: 4800,
    patched: 44,
    resampled: 2400,
    mulaw: 9,
    alaw: 9,
    container: 'ogg-opus',
    preSkip: 312,
    tags: 20,
    opusSamples: 960,
    speech: 1,
    peak: true,
    wavReader: 9600,
    refused: true,
  })
})

test('nothing that is exported goes untried there', async () => {
  const run = await loadInBareRealm()
  expect(run('Object.keys(audio).sort().join()')).toBe(
    'AudioError,EnergyVad,FrameAligner,LevelMeter,OggReader,OggWriter,Resampler,WavReader,decodeAlaw,decodeBase64,decodeMulaw,decodeWavSamples,detectContainer,encodeAlaw,encodeBase64,encodeMulaw,encodeWav,floatFromPcm16,mixToMono,opusHead,opusPacketSamples,opusTags,parseOpusHead,pcm16FromFloat,readWav,wavHeader,withTrueWavSizes',
  )
})
