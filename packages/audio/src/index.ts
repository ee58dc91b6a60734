export { decodeBase64, encodeBase64 } from './base64.ts'
export { detectContainer, type AudioContainer } from './container.ts'
export { EnergyVad, type EnergyVadOptions, type VadFrame } from './energy-vad.ts'
export { AudioError, type AudioErrorCode, type AudioErrorOptions } from './errors.ts'
export { FrameAligner } from './frame-aligner.ts'
export { decodeAlaw, decodeMulaw, encodeAlaw, encodeMulaw } from './g711.ts'
export { LevelMeter, type Level } from './level-meter.ts'
export { OggReader, type OggPacket } from './ogg-reader.ts'
export { OggWriter, type OggPageOptions, type OggWriterOptions } from './ogg-writer.ts'
export {
  opusHead,
  opusTags,
  parseOpusHead,
  type OpusHead,
  type OpusHeadOptions,
} from './opus-header.ts'
export { opusPacketSamples } from './opus-packet.ts'
export { floatFromPcm16, mixToMono, pcm16FromFloat } from './pcm.ts'
export { Resampler, type ResamplerOptions } from './resampler.ts'
export type { WavFormat } from './wav-format.ts'
export { readWav, WavReader } from './wav-reader.ts'
export { decodeWavSamples } from './wav-samples.ts'
export { encodeWav, wavHeader, withTrueWavSizes } from './wav-writer.ts'
