import { detectContainer, type AudioContainer } from '@gradium-kit/audio'
import { configError } from '../errors.ts'
import { formatInfo, type AudioFormat } from '../protocol/formats.ts'

const names: Readonly<Partial<Record<AudioContainer, string>>> = {
  mp3: 'an MP3',
  aac: 'an AAC (ADTS) file',
  mp4: 'an MP4 or M4A',
  webm: 'a WebM',
  flac: 'a FLAC',
  aiff: 'an AIFF',
  amr: 'an AMR',
  caf: 'a CAF',
  'ogg-vorbis': 'an Ogg Vorbis file',
  'ogg-flac': 'an Ogg FLAC file',
  'ogg-other': 'an Ogg file without Opus',
}

/** The format that audio begins like, or another when it begins like no file. Throws `config` for files nobody reads. */
export function chooseFormat(head: Uint8Array, otherwise: AudioFormat): AudioFormat {
  return detectContainer(head) === undefined ? otherwise : decideFormat(head, undefined)
}

/** The format to send audio under. Throws `config` for files nobody reads, and where it is not what the caller says. */
export function decideFormat(head: Uint8Array, wanted: AudioFormat | undefined): AudioFormat {
  const container = detectContainer(head)
  const found = container === 'wav' ? 'wav' : container === 'ogg-opus' ? 'opus' : undefined
  const encoding = wanted === undefined ? undefined : formatInfo(wanted, 'input').encoding
  // Any bytes can be raw samples, and a few of those look like an MPEG frame.
  const isRaw = encoding !== undefined && encoding !== 'wav' && encoding !== 'opus'
  if (
    container !== undefined &&
    found === undefined &&
    !(isRaw && (container === 'mp3' || container === 'aac'))
  ) {
    throw configError(
      `The audio is ${names[container] ?? `in the container ${container}`}, which Gradium does not transcribe. Convert it to WAV or Ogg Opus, for instance with: ffmpeg -i input -ar 24000 -ac 1 output.wav`,
    )
  }
  if (wanted === undefined) {
    if (found !== undefined) return found
    throw configError(
      'The audio is neither WAV nor Ogg Opus. If it is raw samples, name their format, such as pcm_24000.',
    )
  }
  if (found !== undefined && encoding !== found) {
    throw configError(
      `The audio is ${found === 'wav' ? 'a WAV' : 'Ogg Opus'}, not ${wanted}: leave format out, or correct it.`,
    )
  }
  if (found === undefined && !isRaw)
    throw configError(
      `The audio is not ${wanted === 'wav' ? 'a WAV' : 'Ogg Opus'}. Name the format that it has.`,
    )
  return wanted
}
