const mulawBias = 132
const mulawClip = 32635

const mulawValues = /* @__PURE__ */ Int16Array.from({ length: 256 }, (_, code) => expandMulaw(code))
const alawValues = /* @__PURE__ */ Int16Array.from({ length: 256 }, (_, code) => expandAlaw(code))

/** 16-bit samples to G.711 µ-law, one byte each (ITU-T G.711, table 2). */
export function encodeMulaw(samples: Int16Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(samples.length)
  for (let index = 0; index < samples.length; index++) {
    const sample = samples[index]!
    const magnitude = Math.min(sample < 0 ? -sample : sample, mulawClip) + mulawBias
    const exponent = 24 - Math.clz32(magnitude)
    const mantissa = (magnitude >> (exponent + 3)) & 15
    bytes[index] = ~((sample < 0 ? 128 : 0) | (exponent << 4) | mantissa)
  }
  return bytes
}

/** G.711 µ-law to 16-bit samples. */
export function decodeMulaw(bytes: Uint8Array): Int16Array<ArrayBuffer> {
  return expand(bytes, mulawValues)
}

/** 16-bit samples to G.711 A-law, one byte each (ITU-T G.711, table 1). */
export function encodeAlaw(samples: Int16Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(samples.length)
  for (let index = 0; index < samples.length; index++) {
    const sample = samples[index]!
    const magnitude = (sample < 0 ? ~sample : sample) >> 4
    const exponent = magnitude < 16 ? 0 : 28 - Math.clz32(magnitude)
    const mantissa = (exponent < 2 ? magnitude : magnitude >> (exponent - 1)) & 15
    bytes[index] = ((sample < 0 ? 0 : 128) | (exponent << 4) | mantissa) ^ 0x55
  }
  return bytes
}

/** G.711 A-law to 16-bit samples. */
export function decodeAlaw(bytes: Uint8Array): Int16Array<ArrayBuffer> {
  return expand(bytes, alawValues)
}

function expand(bytes: Uint8Array, values: Int16Array): Int16Array<ArrayBuffer> {
  const samples = new Int16Array(bytes.length)
  for (let index = 0; index < samples.length; index++) samples[index] = values[bytes[index]!]!
  return samples
}

function expandMulaw(code: number): number {
  const inverted = ~code
  const exponent = (inverted >> 4) & 7
  const magnitude = ((((inverted & 15) << 3) + mulawBias) << exponent) - mulawBias
  return inverted & 128 ? -magnitude : magnitude
}

function expandAlaw(code: number): number {
  const toggled = code ^ 0x55
  const exponent = (toggled >> 4) & 7
  const mantissa = ((toggled & 15) << 4) + 8
  const magnitude = exponent === 0 ? mantissa : (mantissa + 256) << (exponent - 1)
  return toggled & 128 ? magnitude : -magnitude
}
