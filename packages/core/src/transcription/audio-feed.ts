import { GradiumError } from '../errors.ts'
import { AudioRing } from '../session/audio-ring.ts'
import { frameSeconds, type FormatInfo } from '../protocol/formats.ts'
import type { Service } from '../transport/service.ts'
import type { Epoch } from './epoch.ts'

/** Audio that is kept for a service that does not take it, when its speaker cannot wait, in seconds. */
const heldSeconds = 30

/** How much faster than the clock audio may come and still be of somebody who speaks now, in seconds. */
const liveSeconds = 5

/** No audio for so long: the microphone is off. In milliseconds. */
const mutedMs = 1_000

/** A flush that the service has not answered, and the position that it stands at. */
interface FlushMark {
  readonly flushId: number
  readonly position: number
  /** The session that has been told. */
  epoch: Epoch | undefined
  readonly onTold: () => void
}

/** The audio of one stream on its way into its sessions, with the flushes between. Positions are bytes since the start. */
export class AudioFeed {
  readonly #service: Service
  readonly #format: FormatInfo
  readonly #bytesPerSecond: number
  readonly #ring: AudioRing
  #marks: FlushMark[] = []
  #firstAt: number | undefined
  #lastAt = 0

  constructor(service: Service, format: FormatInfo) {
    this.#service = service
    this.#format = format
    this.#bytesPerSecond = format.bytesPerSample * format.sampleRateHz
    this.#ring = new AudioRing(service.maxQueuedBytes)
  }

  /** The end of the audio, in whole samples. */
  get head(): number {
    return this.#wholeSamples(this.#ring.head)
  }

  /** The oldest audio that is still there, in whole samples. */
  get tail(): number {
    const sampleBytes = Math.max(1, this.#format.bytesPerSample)
    return Math.ceil(this.#ring.tail / sampleBytes) * sampleBytes
  }

  /** Whether audio has stopped coming. */
  get isMuted(): boolean {
    return this.#service.clock.now() - this.#lastAt > mutedMs
  }

  /** Whether nobody waits for anything: audio has stopped coming, all was heard, and each flush was answered. */
  isIdle(heardSeconds: number): boolean {
    const isHeard = this.secondsAt(this.head) - heardSeconds < frameSeconds
    return this.isMuted && isHeard && this.#marks.length === 0
  }

  /** The oldest audio that is still worth sending, from a frame on: what somebody says now cannot wait for ever. */
  get oldest(): number {
    const elapsedSeconds = (this.#service.clock.now() - (this.#firstAt ?? 0)) / 1_000
    const isLive = this.secondsAt(this.head) <= elapsedSeconds + liveSeconds
    if (!isLive || this.#bytesPerSecond === 0) return this.tail
    return Math.max(this.tail, this.framePositionAt(this.secondsAt(this.head) - heldSeconds))
  }

  /** Seconds of the stream at a position; 0 for containers, whose bytes tell no time. */
  secondsAt(position: number): number {
    return this.#bytesPerSecond === 0 ? 0 : position / this.#bytesPerSecond
  }

  /** The position of a whole sample at a time of the stream. */
  positionAt(seconds: number): number {
    const { bytesPerSample, sampleRateHz } = this.#format
    return Math.max(0, Math.floor(seconds * sampleRateHz + 1e-6)) * bytesPerSample
  }

  /** The position of the last whole frame at a time: sessions that begin there place words in the same frames. */
  framePositionAt(seconds: number): number {
    return this.positionAt(Math.floor(seconds / frameSeconds + 1e-6) * frameSeconds)
  }

  /** Takes audio in, as a copy. `sent` is how much has left. Throws `backpressure` when too much waits. */
  push(audio: Uint8Array, sent: number): void {
    if (this.head - Math.max(sent, this.oldest) + audio.length > this.#service.maxQueuedBytes) {
      const message =
        'More audio waits than may (maxQueuedBytes). Send at the pace of speech, or wait for drained().'
      throw new GradiumError('backpressure', message, { phase: 'stream' })
    }
    this.#lastAt = this.#service.clock.now()
    this.#firstAt ??= this.#lastAt
    this.#ring.push(audio)
  }

  /** Audio before a position is not needed again, nor is what has been sent long ago. */
  release(position: number, sent: number): void {
    const old = this.framePositionAt(this.secondsAt(sent) - heldSeconds)
    this.#ring.release(Math.min(Math.max(position, old), sent))
  }

  /** Adds a flush behind the audio that has come so far. `onTold`: a session knows of it. */
  flush(flushId: number, onTold: () => void): void {
    this.#marks.push({ flushId, position: this.head, epoch: undefined, onTold })
  }

  /** The service has answered a flush, or it does not matter any more. */
  settleFlush(flushId: number | string): void {
    this.#marks = this.#marks.filter((mark) => String(mark.flushId) !== String(flushId))
  }

  /** Sends a session what it may have now. */
  feed(epoch: Epoch): void {
    this.#tell(epoch)
    for (;;) {
      const mark = this.#marks.find((each) => each.epoch !== epoch)
      const end = this.#wholeSamples(
        Math.min(this.head, Math.floor(epoch.allowed), mark?.position ?? Infinity),
      )
      if (end <= epoch.sent) return
      epoch.send(this.#ring.read(epoch.sent, end))
      this.#tell(epoch)
    }
  }

  /** A copy of the audio from a position on. */
  copyFrom(position: number): Uint8Array {
    const start = Math.max(position, this.tail)
    const copy = new Uint8Array(this.head - start)
    for (let at = start; at < this.head;) {
      const piece = this.#ring.read(at, this.head)
      copy.set(piece, at - start)
      at += piece.length
    }
    return copy
  }

  #wholeSamples(position: number): number {
    return position - (position % Math.max(1, this.#format.bytesPerSample))
  }

  #tell(epoch: Epoch): void {
    const { base = 0, sent } = epoch
    for (const mark of this.#marks) {
      if (mark.epoch === epoch || mark.position > sent) continue
      // One that begins later than the flush would answer before it has said what it repeats.
      const isPast = mark.epoch !== undefined && base > 0 && mark.position <= base
      mark.epoch = epoch
      if (!isPast) epoch.flush(mark.flushId)
      mark.onTold()
    }
  }
}
