import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SpokenText, type TextItem } from '../../src/session/spoken-text.ts'

function read(...messages: string[]): TextItem[] {
  const text = new SpokenText()
  const items = messages.flatMap((message) => text.add(message))
  return [...items, ...text.end()]
}

const speech = (text: string): TextItem => ({ kind: 'speech', text })

describe('SpokenText', () => {
  it('joins messages by one space and keeps punctuation where it came', () => {
    expect(read('foo', 'bar')).toEqual([speech('foo bar')])
    expect(read('foo', '.')).toEqual([speech('foo .')])
    expect(read('  foo \n', '  bar ')).toEqual([speech('foo bar')])
  })

  it('finds tags between spaces, also when a message ends inside one', () => {
    const rest: TextItem = { kind: 'break', seconds: 0.5 }
    expect(read('a <break time="0.5s" /> b')).toEqual([speech('a'), rest, speech('b')])
    expect(read('a <break', 'time="0.5s"', '/> b')).toEqual([speech('a'), rest, speech('b')])
    expect(read('a. <flush> b')).toEqual([speech('a.'), { kind: 'flush' }, speech('b')])
  })

  it('clamps breaks to 0.1 to 2 seconds', () => {
    expect(read('<break time="9s" />', '<break time="0s" />')).toEqual([
      { kind: 'break', seconds: 2 },
      { kind: 'break', seconds: 0.1 },
    ])
  })

  it('speaks what is no tag', () => {
    expect(read('a<flush>b <brea k> <break time="x" />')).toEqual([
      speech('a<flush>b <brea k> <break time="x" />'),
    ])
  })

  it('hands out a sentence once a few words follow it, and long text after 12 words', () => {
    const text = new SpokenText()
    expect(text.add('One two. Three')).toEqual([])
    expect(text.add('four')).toEqual([speech('One two.')])
    expect(text.add('a b c d e f g h i j k l')).toEqual([speech('Three four a b c d e f g h i j')])
    expect(text.end()).toEqual([speech('k l')])
  })

  it('loses no word, however the text is cut at spaces', () => {
    const word = fc.string({
      unit: fc.constantFrom(...Array.from('ab.!<é>/"')),
      minLength: 1,
      maxLength: 8,
    })
    fc.assert(
      fc.property(fc.array(fc.array(word)), (messages) => {
        const all = messages.flat().filter((part) => part !== '<flush>')
        const items = read(...messages.map((words) => words.join(' ')))
        const spoken = items.flatMap((item) => (item.kind === 'speech' ? item.text.split(' ') : []))
        expect(spoken).toEqual(all)
      }),
    )
  })
})
