import { onTestFinished, vi } from 'vitest'
import { Microphone, type MicrophoneOptions } from '../../src/microphone/microphone.ts'

/** A microphone and what it has handed out. */
export class Listener {
  readonly frames: Int16Array<ArrayBuffer>[] = []
  readonly microphone: Microphone
  readonly #waiting = new Set<() => void>()

  constructor(options: Partial<MicrophoneOptions> = {}) {
    this.microphone = new Microphone({
      ...options,
      onAudio: (samples) => {
        this.frames.push(samples)
        for (const look of this.#waiting) look()
      },
    })
    onTestFinished(() => this.microphone.cancel())
  }

  get samples(): Int16Array<ArrayBuffer> {
    const all = new Int16Array(this.frames.length * 1_920)
    for (const [index, frame] of this.frames.entries()) all.set(frame, index * 1_920)
    return all
  }

  /** Resolves when there are so many frames in all. */
  heard(count: number): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.frames.length < count) return
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
      look()
    })
  }

  /** Resolves when so many more have come. */
  hears(count: number): Promise<void> {
    return this.heard(this.frames.length + count)
  }
}

/** The streams that the page is given from here on, and what it asked for. */
export function watchUserMedia(): {
  wishes: () => (MediaStreamConstraints | undefined)[]
  tracks: () => Promise<MediaStreamTrack[]>
} {
  const spy = vi.spyOn(navigator.mediaDevices, 'getUserMedia')
  onTestFinished(() => spy.mockRestore())
  return {
    wishes: () => spy.mock.calls.map(([wish]) => wish),
    tracks: async () => {
      const answers = await Promise.allSettled(spy.mock.results.map(({ value }) => value))
      const given = answers.filter((answer) => answer.status === 'fulfilled')
      return given.flatMap(({ value }) => value.getTracks())
    },
  }
}

export function isSilent(samples: Int16Array): boolean {
  return samples.every((sample) => sample === 0)
}

export async function inputIds(): Promise<string[]> {
  const devices = await navigator.mediaDevices.enumerateDevices()
  return devices.flatMap(({ kind, deviceId }) => (kind === 'audioinput' ? [deviceId] : []))
}

export interface Deferred<T> {
  promise: Promise<T>
  resolve: (value: T) => void
}

export function deferred<T>(): Deferred<T> {
  let resolve!: (value: T) => void
  const promise = new Promise<T>((settle) => (resolve = settle))
  return { promise, resolve }
}
