import { captureError } from './microphone-error.ts'
import { stopTracks } from './open-microphone.ts'

export interface MicrophoneInputListeners {
  /** The system or the device has muted or unmuted it. */
  onMute: () => void
  /** It gives no more audio. */
  onEnd: () => void
}

/** A stream that is being recorded. */
export class MicrophoneInput {
  readonly stream: MediaStream
  readonly track: MediaStreamTrack
  readonly #isOwn: boolean
  readonly #listening = new AbortController()

  /** `isOwn`: it was opened here, so that its tracks may be changed and stopped. Throws `config` where there is no live track. */
  constructor(stream: MediaStream, isOwn: boolean, { onMute, onEnd }: MicrophoneInputListeners) {
    const track = stream.getAudioTracks().find(({ readyState }) => readyState === 'live')
    if (track === undefined)
      throw captureError('config', 'The stream has no audio track that is live.')
    this.stream = stream
    this.track = track
    this.#isOwn = isOwn
    const { signal } = this.#listening
    track.addEventListener('mute', onMute, { signal })
    track.addEventListener('unmute', onMute, { signal })
    track.addEventListener('ended', onEnd, { signal })
  }

  get isEnded(): boolean {
    return this.track.readyState === 'ended'
  }

  setMuted(isMuted: boolean): void {
    if (this.#isOwn) this.track.enabled = !isMuted
  }

  close(): void {
    this.#listening.abort()
    if (this.#isOwn) stopTracks(this.stream)
  }
}
