// node resample-wav.ts any.wav mono-24k.wav
import { readFileSync, writeFileSync } from 'node:fs'
import {
  decodeWavSamples,
  encodeWav,
  mixToMono,
  pcm16FromFloat,
  readWav,
  Resampler,
} from '../src/index.ts'

const [input = 'in.wav', output = 'out.wav'] = process.argv.slice(2)
const { data, format } = readWav(readFileSync(input))
const samples = mixToMono(decodeWavSamples(data, format))

const resampler = new Resampler({ inputRateHz: format.sampleRateHz, outputRateHz: 24_000 })
const pcm = [resampler.push(samples), resampler.finish()].map((piece) => pcm16FromFloat(piece))

writeFileSync(
  output,
  encodeWav(Buffer.concat(pcm), {
    encoding: 'pcm',
    bitsPerSample: 16,
    channelCount: 1,
    sampleRateHz: 24_000,
  }),
)
