import { describe, expect, it } from 'vitest'
import { Retention } from '../src/retention.ts'

function counted(): { retention: Retention; log: string[] } {
  const log: string[] = []
  const retention = new Retention(
    () => log.push('first'),
    () => log.push('none'),
  )
  return { retention, log }
}

describe('the users of a controller', () => {
  it('T1 lose nothing when they are removed and put back at once', async () => {
    const { retention, log } = counted()
    retention.retain()()
    const release = retention.retain()
    await Promise.resolve()
    expect(log).toEqual(['first'])
    release()
    await Promise.resolve()
    expect(log).toEqual(['first', 'none'])
  })

  it('are waited for until the last one has gone', async () => {
    const { retention, log } = counted()
    const [one, other] = [retention.retain(), retention.retain()]
    one()
    one()
    await Promise.resolve()
    expect(log).toEqual(['first'])
    other()
    await Promise.resolve()
    expect(log).toEqual(['first', 'none'])
  })

  it('can come back later', async () => {
    const { retention, log } = counted()
    retention.retain()()
    await Promise.resolve()
    retention.retain()
    expect(log).toEqual(['first', 'none', 'first'])
  })
})
