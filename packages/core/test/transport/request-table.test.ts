import { describe, expect, it } from 'vitest'
import { RequestTable } from '../../src/transport/request-table.ts'

const ended = (clientRequestId: string) => ({ type: 'end-of-stream', clientRequestId }) as const

describe('a table of requests', () => {
  it('finds each by its id, whatever that is', () => {
    const table = new RequestTable<string>()
    const ids = ['a', 'b', '__proto__', 'constructor', 'toString', '']
    expect(ids.map((id) => table.find(id))).toEqual(ids.map(() => undefined))
    for (const id of ids) table.add(id, `listener of ${id}`)
    expect(ids.map((id) => table.find(id))).toEqual(ids.map((id) => `listener of ${id}`))
    expect(table.all()).toHaveLength(6)
    expect(table.find('hasOwnProperty')).toBeUndefined()
  })

  it('refuses an id that is in use, also by one that was given up', () => {
    const table = new RequestTable<string>()
    table.add('a', 'one')
    expect(() => table.add('a', 'two')).toThrow(/in use/)
    table.remove('a', true)
    expect(() => table.add('a', 'two')).toThrow(/in use/)
    table.drop(ended('a'))
    table.add('a', 'two')
    expect(table.find('a')).toBe('two')
  })

  it('lets one without an id be alone', () => {
    const table = new RequestTable<string>()
    table.add(undefined, 'alone')
    expect(() => table.add('a', 'other')).toThrow(/in use/)
    expect([table.find(undefined), table.find('any')]).toEqual(['alone', 'alone'])
    table.remove(undefined, false)
    table.add('a', 'other')
    expect(() => table.add(undefined, 'alone')).toThrow(/in use/)
  })

  it('gives messages without an id to the only request there has ever been', () => {
    const table = new RequestTable<string>()
    table.add('a', 'one')
    expect(table.find(undefined)).toBe('one')
    table.add('b', 'two')
    expect(table.find(undefined)).toBeUndefined()
    table.remove('b', false)
    expect(table.find(undefined)).toBeUndefined()
    expect(table.find('b')).toBeUndefined()
  })

  it('counts those that were given up until the service has ended them', () => {
    const table = new RequestTable<string>()
    for (const id of ['a', 'b', 'c', 'd']) table.add(id, id)
    for (const id of ['a', 'b', 'c']) expect(table.remove(id, true)).toBe(true)
    expect(table.remove('d', false)).toBe(true)
    expect([table.size, table.load]).toEqual([0, 3])
    table.drop(ended('a'))
    table.drop({ type: 'error', message: 'no', errorCode: 1008, clientRequestId: 'b' })
    table.drop({ type: 'text', text: 'x', startSeconds: 0, clientRequestId: 'c' })
    table.drop(ended('never'))
    expect([table.load, table.dropped]).toEqual([1, 4])
    expect(table.remove('a', true)).toBe(false)
    expect(table.load).toBe(1)
  })

  it('tells each once when all is over', () => {
    const table = new RequestTable<string>()
    for (const id of ['a', 'b', 'c']) table.add(id, id)
    table.remove('b', true)
    expect(table.takeAll()).toEqual(['a', 'c'])
    expect([table.takeAll(), table.size, table.load]).toEqual([[], 0, 0])
  })
})
