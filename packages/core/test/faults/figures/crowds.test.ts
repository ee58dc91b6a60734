import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { measure } from '../figures-file.ts'
import { settled } from '../outcome.ts'
import { ScaledClock } from '../scaled-clock.ts'
import { createClient } from '../stage.ts'

const clients = 1000
const windowMs = 250

/** A service that is ready at once for whoever comes, and notes when they come. */
async function startWelcome(
  clock: ScaledClock,
): Promise<{ url: string; arrivals: number[]; server: WebSocketServer }> {
  const arrivals: number[] = []
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', backlog: 2 * clients })
  server.on('connection', (socket) => {
    arrivals.push(clock.now())
    if (arrivals.length === clients) server.emit('all are back')
    socket.once('message', () => socket.send('{"type":"ready","request_id":"r"}'))
  })
  await once(server, 'listening')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server has no other address
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/api`, arrivals, server }
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The most that come within a window, in percent of all. */
function mostInWindow(times: readonly number[]): number {
  const most = times.map(
    (start) => times.filter((time) => time >= start && time < start + windowMs).length,
  )
  return (Math.max(...most) / times.length) * 100
}

describe('crowds', () => {
  it(`of ${clients} clients that a restart drops together at most 30 % come back within ${windowMs} ms`, async () => {
    // A thousand handshakes take one process a while: slow time keeps them from piling up.
    const clock = new ScaledClock(0.1)
    const random = seededRandom(20_261_120)
    const { url, arrivals, server } = await startWelcome(clock)
    const streams = Array.from({ length: clients }, () => {
      const { client, service } = createClient({ baseUrl: url }, clock)
      service.random = random
      const stream = client.speech.stream({ dedicated: true })
      stream.write('One two ')
      return stream
    })
    await Promise.all(streams.map((stream) => stream[Symbol.asyncIterator]().next()))
    expect(arrivals).toHaveLength(clients)
    arrivals.length = 0
    const areBack = once(server, 'all are back')
    for (const socket of server.clients) socket.close(1012)
    await areBack
    const percent = mostInWindow(arrivals)
    measure({ herdPercent: Math.round(percent * 10) / 10 })
    expect(arrivals).toHaveLength(clients)
    expect(percent).toBeLessThanOrEqual(30)
    await Promise.all(streams.map((stream) => stream.close()))
    server.close()
  })

  it('500 streams of one client ask a dead server one at a time, and all end when the outage may last no longer', async () => {
    const open = new Set<Socket>()
    let most = 0
    let accepted = 0
    let isSpent = false
    const clock = new ScaledClock(40)
    const server = createServer((socket) => {
      accepted += 1
      open.add(socket)
      if (isSpent) most = Math.max(most, open.size)
      socket.on('error', () => {})
      socket.on('close', () => {
        open.delete(socket)
        // All have failed once, which is more than the budget of the client.
        isSpent ||= accepted >= 500 && open.size === 0
      })
      clock.setTimeout(() => socket.resetAndDestroy(), 2_000)
    })
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1000 })
    await once(server, 'listening')
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server has no other address
    const { port } = server.address() as AddressInfo
    const { client } = createClient({ baseUrl: `http://127.0.0.1:${port}/api` }, clock)
    const ends = await Promise.all(
      Array.from({ length: 500 }, () =>
        settled(client.speech.stream({ text: 'One.', dedicated: true }).result),
      ),
    )
    measure({ probesAtOnce: most })
    expect(ends.filter((end) => 'error' in end)).toHaveLength(500)
    expect(accepted).toBeGreaterThan(505)
    expect(most).toBe(1)
    for (const end of ends) expect(end).toMatchObject({ error: { code: 'connection' } })
    server.close()
  })
})
