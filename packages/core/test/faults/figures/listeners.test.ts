import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { getEventListeners } from 'node:events'
import type { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { count } from '../figures-file.ts'
import { format, voiceId } from '../runs.ts'
import { Stage, within } from '../stage.ts'

function listenersOf(socket: Socket): number {
  return socket.eventNames().reduce((sum, name) => sum + socket.listenerCount(name), 0)
}

it('leaves no listener on one signal and one socket after 1,000 operations', async () => {
  await using stage = await Stage.start()
  const sockets: Socket[] = []
  const note = (message: unknown): void => void sockets.push((message as { socket: Socket }).socket)
  subscribe('net.client.socket', note)
  const controller = new AbortController()
  const connection = stage.client.connect('speech')
  const speak = (text: string): Promise<unknown> =>
    stage.client.speech.stream({ text, voiceId, format, connection, signal: controller.signal })
      .result
  await speak('One.')
  unsubscribe('net.client.socket', note)
  const [socket] = sockets
  expect(socket).toBeDefined()
  const before = listenersOf(socket!)
  for (let round = 0; round < 125; round += 1) {
    // oxlint-disable-next-line no-await-in-loop -- eight at a time
    await Promise.all(Array.from({ length: 8 }, () => speak('One.')))
  }
  const left = getEventListeners(controller.signal, 'abort').length
  const more = listenersOf(socket!) - before
  count({ leaks: left + more })
  expect({ left, more }).toEqual({ left: 0, more: 0 })
  expect(stage.attempts).toBe(1)
  await connection.close()
  expect(await within(1000, () => stage.emulator.sockets === 0)).toBe(true)
})
