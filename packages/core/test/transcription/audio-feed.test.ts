import { describe, expect, it } from 'vitest'
import { formatInfo } from '../../src/protocol/formats.ts'
import { AudioFeed } from '../../src/transcription/audio-feed.ts'
import { Stage, type StageOptions } from '../endless/stage.ts'
import { readyEpoch } from './epochs.ts'

async function openFeed(
  options: StageOptions = {},
): Promise<{ stage: Stage; feed: AudioFeed } & AsyncDisposable> {
  const stage = await Stage.open(options)
  const feed = new AudioFeed(stage.service, formatInfo('pcm_24000', 'input'))
  return { stage, feed, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() }
}

/** What the service was sent: bytes of audio in a row, and flushes. */
function sent({ emulator }: Stage): string[] {
  const all: (string | number)[] = []
  for (const { direction, type, message } of emulator.journal) {
    if (direction !== 'in') continue
    if (type === 'flush') all.push(`flush ${String(message?.['flush_id'])}`)
    if (type !== 'audio') continue
    const bytes = Number(message?.['audioBytes'])
    if (typeof all.at(-1) === 'number') all.push(Number(all.pop()) + bytes)
    else all.push(bytes)
  }
  return all.map(String)
}

describe('positions', () => {
  it('are whole samples', async () => {
    await using at = await openFeed()
    at.feed.push(new Uint8Array(7), 0)
    expect(at.feed.head).toBe(6)
    at.feed.push(new Uint8Array(1), 0)
    expect(at.feed.head).toBe(8)
    expect(at.feed.positionAt(1)).toBe(48_000)
    expect(at.feed.positionAt(0.000_05)).toBe(2)
    expect(at.feed.positionAt(-1)).toBe(0)
    expect(at.feed.secondsAt(24_000)).toBe(0.5)
  })

  it('of frames are those of the whole stream', async () => {
    await using at = await openFeed()
    expect(at.feed.framePositionAt(0.079)).toBe(0)
    expect(at.feed.framePositionAt(0.08)).toBe(3_840)
    expect(at.feed.framePositionAt(3 * 0.08)).toBe(3 * 3_840)
    expect(at.feed.framePositionAt(81_234.56)).toBe(Math.floor(81_234.56 / 0.08) * 3_840)
  })
})

describe('audio', () => {
  it('goes out as it came, with flushes where they were called', async () => {
    await using at = await openFeed()
    const epoch = await readyEpoch(at.stage)
    at.feed.push(new Uint8Array(1_000), 0)
    at.feed.flush(1, () => {})
    at.feed.flush(2, () => {})
    at.feed.push(new Uint8Array(501), 0)
    at.feed.feed(epoch)
    at.feed.flush(3, () => {})
    at.feed.feed(epoch)
    await at.stage.pass(1)
    expect(epoch.sent).toBe(1_500)
    expect(sent(at.stage)).toEqual(['1000', 'flush 1', 'flush 2', '500', 'flush 3'])
  })

  it('goes out once more in another session, with the flushes that were not answered', async () => {
    await using at = await openFeed()
    const first = await readyEpoch(at.stage)
    at.feed.push(new Uint8Array(1_000), 0)
    at.feed.flush(1, () => {})
    at.feed.flush(2, () => {})
    at.feed.feed(first)
    at.feed.settleFlush('1')
    const second = await readyEpoch(at.stage, 400)
    at.feed.feed(second)
    at.feed.feed(second)
    await at.stage.pass(1)
    expect(second.sent).toBe(1_000)
    expect(sent(at.stage).filter((each) => each.startsWith('flush'))).toEqual([
      'flush 1',
      'flush 2',
      'flush 2',
    ])
  })

  it('waits for a session that has much of it under way', async () => {
    await using at = await openFeed()
    const epoch = await readyEpoch(at.stage)
    at.feed.push(new Uint8Array(480_000), 0)
    at.feed.feed(epoch)
    expect(epoch.sent).toBe(5 * 48_000)
  })

  it('is not sent beyond what a session may hear', async () => {
    await using at = await openFeed()
    const epoch = await readyEpoch(at.stage, 0, 2)
    at.feed.push(new Uint8Array(480_000), 0)
    at.feed.feed(epoch)
    expect(epoch.sent).toBe(2 * 48_000)
  })

  it('that waits is refused when it is too much', async () => {
    await using at = await openFeed({ client: { maxQueuedBytes: 1_000 } })
    at.feed.push(new Uint8Array(1_000), 0)
    expect(() => at.feed.push(new Uint8Array(1), 0)).toThrow(/More audio waits/)
    expect(() => at.feed.push(new Uint8Array(1), 2)).not.toThrow()
  })

  it('can be copied from where it is kept', async () => {
    await using at = await openFeed()
    at.feed.push(
      Uint8Array.from({ length: 100 }, (_, index) => index),
      0,
    )
    expect([...at.feed.copyFrom(96)]).toEqual([96, 97, 98, 99])
    expect(at.feed.copyFrom(100)).toHaveLength(0)
  })

  it('that was sent half a minute ago is not kept, also where its text never gets final', async () => {
    await using at = await openFeed()
    const second = new Uint8Array(48_000)
    for (let count = 0; count < 100; count += 1) at.feed.push(second, count * second.length)
    at.feed.release(0, 20 * second.length)
    expect(at.feed.tail).toBe(0)
    at.feed.release(0, 90 * second.length)
    expect(at.feed.tail).toBe(60 * second.length)
    at.feed.release(95 * second.length, 90 * second.length)
    expect(at.feed.tail).toBe(90 * second.length)
  })

  it('of somebody who speaks now is worth sending for half a minute', async () => {
    await using at = await openFeed()
    for (let second = 0; second < 40; second += 1) {
      at.feed.push(new Uint8Array(48_000), 0)
      await at.stage.pass(1)
    }
    expect(at.feed.oldest).toBe(10 * 48_000)
  })

  it('of somebody who speaks now is taken however long nothing can be sent', async () => {
    await using at = await openFeed({ client: { maxQueuedBytes: 40 * 48_000 } })
    for (let second = 0; second < 120; second += 1) {
      at.feed.push(new Uint8Array(48_000), 0)
      await at.stage.pass(1)
    }
    expect(at.feed.oldest).toBe(90 * 48_000)
  })

  it('is kept in whole samples when the oldest must go', async () => {
    await using at = await openFeed({ client: { maxQueuedBytes: 1_000 } })
    at.feed.push(new Uint8Array(1_000), 0)
    at.feed.push(new Uint8Array(1), 1_000)
    expect([at.feed.tail, at.feed.head]).toEqual([2, 1_000])
  })

  it('of a recording is worth sending however much there is', async () => {
    await using at = await openFeed()
    for (let second = 0; second < 40; second += 1) at.feed.push(new Uint8Array(48_000), 0)
    expect(at.feed.oldest).toBe(0)
  })
})

describe('a microphone', () => {
  it('is off after a second without audio', async () => {
    await using at = await openFeed()
    at.feed.push(new Uint8Array(3_840), 0)
    expect(at.feed.isMuted).toBe(false)
    await at.stage.pass(1.1)
    expect(at.feed.isMuted).toBe(true)
  })

  it('that is off leaves somebody waiting until all was heard and each flush answered', async () => {
    await using at = await openFeed()
    at.feed.push(new Uint8Array(48_000), 0)
    at.feed.flush(1, () => {})
    expect(at.feed.isIdle(1)).toBe(false)
    await at.stage.pass(2)
    expect(at.feed.isIdle(1)).toBe(false)
    at.feed.settleFlush(1)
    expect(at.feed.isIdle(0.9)).toBe(false)
    expect(at.feed.isIdle(0.96)).toBe(true)
  })
})
