import { describe, expect, it } from 'vitest'
import { Store } from '../src/store.ts'

const idle: { readonly count: number; readonly text: string } = Object.freeze({
  count: 0,
  text: '',
})

describe('the store of a snapshot', () => {
  it('T5 gives the same object until something has changed', () => {
    const store = new Store(idle)
    expect(store.getSnapshot()).toBe(idle)
    store.update({ count: 0 })
    expect(store.getSnapshot()).toBe(idle)
    store.update({ count: 1 })
    expect(store.getSnapshot()).toEqual({ count: 1, text: '' })
    expect(store.getSnapshot()).toBe(store.getSnapshot())
    expect(Object.isFrozen(store.getSnapshot())).toBe(true)
  })

  it('gives servers the idle state for ever', () => {
    const store = new Store(idle)
    store.update({ count: 5 })
    expect(store.getServerSnapshot()).toBe(idle)
  })

  it('tells of several changes of one task once', async () => {
    const store = new Store(idle)
    let calls = 0
    store.subscribe(() => (calls += 1))
    store.update({ count: 1 })
    store.update({ text: 'a' })
    expect(calls).toBe(0)
    await Promise.resolve()
    expect(calls).toBe(1)
  })

  it('says nothing when nothing has changed', async () => {
    const store = new Store(idle)
    let calls = 0
    store.subscribe(() => (calls += 1))
    store.update({ count: 0, text: '' })
    await Promise.resolve()
    expect(calls).toBe(0)
  })

  it('keeps two subscriptions of one listener apart', async () => {
    const store = new Store(idle)
    let calls = 0
    const listener = (): void => void (calls += 1)
    const first = store.subscribe(listener)
    store.subscribe(listener)
    first()
    first()
    store.update({ count: 1 })
    await Promise.resolve()
    expect(calls).toBe(1)
  })
})
