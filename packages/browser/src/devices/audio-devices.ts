import { GradiumError } from '@gradium-kit/core'
import { openMicrophone, stopTracks } from '../microphone/open-microphone.ts'
import { type Readable, Store } from '../store.ts'
import { type AudioDevice, listDevices } from './list-devices.ts'

/** Whether the page may use the microphone. `unknown`: the browser does not say. */
export type MicrophonePermission = 'unknown' | 'prompt' | 'granted' | 'denied'

export interface AudioDevicesSnapshot {
  readonly inputs: readonly AudioDevice[]
  readonly outputs: readonly AudioDevice[]
  readonly permission: MicrophonePermission
  /** Whether this browser can send a page's sound to a chosen output. False until it has been looked. */
  readonly isOutputSelectable: boolean
  /** Why the last `request` brought no microphone. */
  readonly error: GradiumError | undefined
}

/** Plugging one device in makes several events. */
const settlingMs = 250

const idle: AudioDevicesSnapshot = /* @__PURE__ */ Object.freeze({
  inputs: /* @__PURE__ */ Object.freeze([]),
  outputs: /* @__PURE__ */ Object.freeze([]),
  permission: 'unknown',
  isOutputSelectable: false,
  error: undefined,
})

/** The microphones and speakers of the machine. They are watched while somebody is subscribed. */
export class AudioDevices implements Readable<AudioDevicesSnapshot> {
  readonly #store = new Store<AudioDevicesSnapshot>(idle)
  #subscriptions = 0
  #watch: AbortController | undefined
  #readings = 0

  readonly getSnapshot = (): AudioDevicesSnapshot => this.#store.getSnapshot()

  readonly getServerSnapshot = (): AudioDevicesSnapshot => idle

  readonly subscribe = (listener: () => void): (() => void) => {
    const unsubscribe = this.#store.subscribe(listener)
    this.#subscriptions += 1
    if (this.#subscriptions === 1) this.#begin()
    let isSubscribed = true
    return () => {
      unsubscribe()
      if (!isSubscribed) return
      isSubscribed = false
      this.#subscriptions -= 1
      if (this.#subscriptions === 0) this.#watch?.abort()
    }
  }

  /** Asks for the microphone and lets go of it, after which devices have names. Never rejects: see `error` of the snapshot. */
  readonly request = async (): Promise<void> => {
    let failure: GradiumError | undefined
    try {
      stopTracks(await openMicrophone({}))
    } catch (error) {
      if (!GradiumError.is(error)) throw error
      failure = error
    }
    this.#store.update({ error: failure })
    await this.refresh()
  }

  /** Reads devices and permission again. Needed only in browsers that do not tell of a permission. */
  async refresh(): Promise<void> {
    this.#readings += 1
    const reading = this.#readings
    const [{ inputs, outputs, isNamed }, status] = await Promise.all([
      listDevices(),
      queryPermission(),
    ])
    if (reading !== this.#readings) return
    const before = this.getSnapshot()
    this.#store.update({
      inputs: unlessEqual(before.inputs, inputs),
      outputs: unlessEqual(before.outputs, outputs),
      permission: status?.state ?? (isNamed ? 'granted' : 'unknown'),
      isOutputSelectable: 'setSinkId' in (globalThis.AudioContext?.prototype ?? {}),
    })
  }

  #begin(): void {
    const watch = new AbortController()
    this.#watch = watch
    const { signal } = watch
    const refresh = (): void => void this.refresh()
    let timer: ReturnType<typeof setTimeout> | undefined
    const settle = (): void => {
      clearTimeout(timer)
      timer = setTimeout(refresh, settlingMs)
    }
    navigator.mediaDevices?.addEventListener('devicechange', settle, { signal })
    signal.addEventListener('abort', () => clearTimeout(timer))
    refresh()
    void queryPermission().then((status) => status?.addEventListener('change', refresh, { signal }))
  }
}

/** Undefined in browsers that do not know the permission, or not by this name. */
async function queryPermission(): Promise<PermissionStatus | undefined> {
  try {
    return await navigator.permissions.query({ name: 'microphone' })
  } catch {
    return undefined
  }
}

function unlessEqual<T>(before: T, now: T): T {
  return JSON.stringify(before) === JSON.stringify(now) ? before : now
}
