import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { EmulatorOptions } from '@gradium-kit/emulator'

/** What an emulator has seen. */
export interface EmulatorFigures {
  /** Sessions that it remembers. */
  sessions: number
  /** Requests that run. */
  contexts: number
  /** WebSockets that are open. */
  sockets: number
}

/** An emulator in a process of its own, so that its work does not count as the client's. */
export interface RemoteEmulator extends AsyncDisposable {
  url: string
  figures(): Promise<EmulatorFigures>
}

export async function startRemoteEmulator(options: EmulatorOptions): Promise<RemoteEmulator> {
  const child = fork(new URL('emulator-process.ts', import.meta.url))
  child.send(options)
  const [{ url }] = (await once(child, 'message')) as [{ url: string }]
  return {
    url,
    async figures() {
      child.send('figures')
      const [figures] = (await once(child, 'message')) as [EmulatorFigures]
      return figures
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}
