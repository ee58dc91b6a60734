import { detectMpegFrames } from './mpeg-frames.ts'

/**
 * `webm` stands for any Matroska, `mp3` for MPEG layer III bare or behind an ID3 tag, `mp4` for the whole ISO family
 * (M4A, MOV, 3GP), `aac` for ADTS and ADIF, `wav` also for its large and big-endian variants RF64 and RIFX
 * (which `WavReader` refuses).
 */
export type AudioContainer =
  | 'wav'
  | 'ogg-opus'
  | 'ogg-vorbis'
  | 'ogg-flac'
  | 'ogg-other'
  | 'mp3'
  | 'aac'
  | 'mp4'
  | 'webm'
  | 'flac'
  | 'aiff'
  | 'amr'
  | 'caf'

const oggPageHeaderBytes = 27

/**
 * Names the container by the bytes it begins with; `undefined` for anything else, raw samples included.
 *
 * Raw PCM begins like a bare MP3 or ADTS frame once in some thousand times. Those two are therefore believed only when a second,
 * matching frame follows where the first one ends: pass at least 3 KiB to have them recognised. For all others 64 bytes are enough.
 */
export function detectContainer(bytes: Uint8Array): AudioContainer | undefined {
  const head = textOf(bytes, 0, 12)
  const first4 = head.slice(0, 4)
  if (first4 === 'RIFF' || first4 === 'RF64' || first4 === 'RIFX') {
    return head.slice(8) === 'WAVE' ? 'wav' : undefined
  }
  if (first4 === 'OggS') return detectInOgg(bytes)
  if (first4 === 'FORM') {
    return head.slice(8) === 'AIFF' || head.slice(8) === 'AIFC' ? 'aiff' : undefined
  }
  if (first4 === 'fLaC') return 'flac'
  if (first4 === 'caff') return 'caf'
  if (first4 === 'ADIF') return 'aac'
  if (head.startsWith('#!AMR')) return 'amr'
  if (head.slice(4, 8) === 'ftyp') return 'mp4'
  if (first4 === '\u001A\u0045\u00DF\u00A3') return 'webm'
  if (head.startsWith('ID3') && bytes.length > 4 && bytes[3]! < 0xff && bytes[4]! < 0xff)
    return 'mp3'
  return detectMpegFrames(bytes)
}

function detectInOgg(bytes: Uint8Array): AudioContainer | undefined {
  const segmentCount = bytes[26]
  if (segmentCount === undefined) return undefined
  const packet = textOf(bytes, oggPageHeaderBytes + segmentCount, 8)
  if (packet === 'OpusHead') return 'ogg-opus'
  if (packet.startsWith('\u0001vorbis')) return 'ogg-vorbis'
  if (packet.startsWith('\u007FFLAC')) return 'ogg-flac'
  return packet.length === 8 ? 'ogg-other' : undefined
}

function textOf(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + length))
}
