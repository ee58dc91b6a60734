import { pcm16FromFloat } from '@gradium-kit/audio'
import type { AudioDirection } from '../session/environment.ts'

const recordedSecondsLimit = 60
const recordedSessionsLimit = 8
const sessionsLimit = 1000

interface Recording {
  sampleRateHz: number
  /** 16-bit PCM. */
  chunks: Uint8Array[]
  sampleCount: number
}

/** What is known of one socket or one REST speech call. */
export class SessionRecord {
  readonly id: string
  /** `tts`, `stt`, `s2s`, `rest-tts` or `rest-stt`. */
  readonly route: string
  /** 0 for the first session of the emulator. */
  readonly connectionIndex: number
  /** A short hash of the key; the key itself is not kept. */
  readonly keyHash: string
  readonly openedAtMs: number
  isOpen = true
  closeCode: number | undefined
  closeReason: string | undefined
  requestCount = 0
  receivedMessages = 0
  sentMessages = 0
  receivedAudioSeconds = 0
  sentAudioSeconds = 0
  readonly recordings = new Map<AudioDirection, Recording>()
  #isRecorded = true

  constructor(
    fields: Pick<SessionRecord, 'id' | 'route' | 'connectionIndex' | 'keyHash' | 'openedAtMs'>,
  ) {
    this.id = fields.id
    this.route = fields.route
    this.connectionIndex = fields.connectionIndex
    this.keyHash = fields.keyHash
    this.openedAtMs = fields.openedAtMs
  }

  /** Keeps the first minute of sound of one direction. */
  record(direction: AudioDirection, samples: Float32Array, sampleRateHz: number): void {
    if (!this.#isRecorded) return
    const recording = this.recordings.get(direction) ?? { sampleRateHz, chunks: [], sampleCount: 0 }
    this.recordings.set(direction, recording)
    if (recording.sampleRateHz !== sampleRateHz) return
    if (recording.sampleCount > recordedSecondsLimit * sampleRateHz) return
    recording.chunks.push(pcm16FromFloat(samples))
    recording.sampleCount += samples.length
  }

  /** Drops the sound, for good. */
  forgetSound(): void {
    this.#isRecorded = false
    this.recordings.clear()
  }

  toJSON(): Record<string, unknown> {
    const { recordings, ...fields } = this
    const audio = Array.from(recordings, ([direction, recording]) => [
      direction,
      recording.sampleCount / recording.sampleRateHz,
    ])
    return { ...fields, recordedSeconds: Object.fromEntries(audio) }
  }
}

/** Every session, oldest first, within limits. */
export class Sessions {
  readonly #records: SessionRecord[] = []
  #count = 0

  get records(): readonly SessionRecord[] {
    return this.#records
  }

  /** Number the next session will have. */
  get nextIndex(): number {
    return this.#count
  }

  open(fields: Pick<SessionRecord, 'id' | 'route' | 'keyHash' | 'openedAtMs'>): SessionRecord {
    const record = new SessionRecord({ ...fields, connectionIndex: this.#count++ })
    this.#records.push(record)
    this.#records.at(-recordedSessionsLimit - 1)?.forgetSound()
    if (this.#records.length > sessionsLimit) this.#records.shift()
    return record
  }

  get(id: string): SessionRecord | undefined {
    return this.#records.find((record) => record.id === id)
  }

  reset(): void {
    this.#records.length = 0
    this.#count = 0
  }
}
