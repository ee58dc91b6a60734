import { AudioError } from './errors.ts'

/** Options of {@link opusHead}. */
export interface OpusHeadOptions {
  /** 1 or 2. */
  channelCount: number
  /** Samples at 48 kHz to drop from the beginning of the decoded audio. */
  preSkip: number
  /** Of the original recording; for information only, Opus itself runs at 48 kHz. */
  inputSampleRateHz: number
}

/** What the header of an Ogg Opus stream says (RFC 7845 §5.1). */
export interface OpusHead extends OpusHeadOptions {
  /** To be applied after decoding, in steps of 1/256 dB. Nearly always 0. */
  outputGain: number
  /** 0 for mono and stereo; others interleave several Opus streams. */
  mappingFamily: number
}

const headBytes = 19
const headMagic = 'OpusHead'
const tagsMagic = 'OpusTags'

/**
 * The first packet of an Ogg Opus stream, alone in its page (RFC 7845 §5.1).
 *
 * @throws AudioError `argument` when a value is out of range.
 */
export function opusHead(options: OpusHeadOptions): Uint8Array<ArrayBuffer> {
  const { channelCount, preSkip, inputSampleRateHz } = options
  assertWithin('channelCount', channelCount, 1, 2)
  assertWithin('preSkip', preSkip, 0, 0xffff)
  assertWithin('inputSampleRateHz', inputSampleRateHz, 0, 0xffffffff)
  const packet = new Uint8Array(headBytes)
  const view = new DataView(packet.buffer)
  writeAscii(packet, 0, headMagic)
  view.setUint8(8, 1)
  view.setUint8(9, channelCount)
  view.setUint16(10, preSkip, true)
  view.setUint32(12, inputSampleRateHz, true)
  return packet
}

/**
 * Reads what {@link opusHead} writes.
 *
 * @throws AudioError `ogg` when the packet is something else, too short or of a later, incompatible version.
 */
export function parseOpusHead(packet: Uint8Array): OpusHead {
  if (!isOpusHead(packet) || packet.length < headBytes) {
    throw new AudioError(
      'ogg',
      'The Ogg stream does not begin with an Opus header. Only Opus can be read from Ogg.',
      { offset: 0 },
    )
  }
  const view = new DataView(packet.buffer, packet.byteOffset, packet.length)
  const version = view.getUint8(8)
  const channelCount = view.getUint8(9)
  if (version > 15 || channelCount === 0) {
    throw new AudioError(
      'ogg',
      `The Opus header (version ${version}, ${channelCount} channels) cannot be read.`,
      { offset: 8 },
    )
  }
  return {
    channelCount,
    preSkip: view.getUint16(10, true),
    inputSampleRateHz: view.getUint32(12, true),
    outputGain: view.getInt16(16, true),
    mappingFamily: view.getUint8(18),
  }
}

/**
 * The second packet of an Ogg Opus stream, without comments (RFC 7845 §5.2).
 *
 * @param vendor names the encoder; printable ASCII.
 * @throws AudioError `argument` when it is not.
 */
export function opusTags(vendor: string): Uint8Array<ArrayBuffer> {
  if (!/^[ -~]{0,255}$/.test(vendor)) {
    throw new AudioError('argument', 'An Opus vendor is at most 255 characters of printable ASCII.')
  }
  const packet = new Uint8Array(tagsMagic.length + 4 + vendor.length + 4)
  writeAscii(packet, 0, tagsMagic)
  packet[tagsMagic.length] = vendor.length
  writeAscii(packet, tagsMagic.length + 4, vendor)
  return packet
}

export function isOpusHead(packet: Uint8Array): boolean {
  return startsWithAscii(packet, headMagic)
}

export function isOpusTags(packet: Uint8Array): boolean {
  return startsWithAscii(packet, tagsMagic)
}

function startsWithAscii(bytes: Uint8Array, text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (bytes[index] !== text.charCodeAt(index)) return false
  }
  return true
}

function writeAscii(bytes: Uint8Array, at: number, text: string): void {
  for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index)
}

function assertWithin(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw new AudioError(
    'argument',
    `${name} is a whole number from ${least} to ${most}, not ${value}.`,
  )
}
