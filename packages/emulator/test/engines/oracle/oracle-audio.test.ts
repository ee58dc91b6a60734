import { describe, expect, it } from 'vitest'
import { oracleAudio } from '../../../src/index.ts'

const options = { voiceId: 'YTpq7expH9539ERJ', format: 'pcm_24000' }

describe('the known audio of a text', () => {
  it('is that of its words, one after the other', () => {
    const parts = ['a', 'b', 'conversation'].map((word) => oracleAudio(word, options))
    expect(Buffer.from(oracleAudio(' a  b\nconversation ', options))).toEqual(Buffer.concat(parts))
    expect(oracleAudio('', options)).toHaveLength(0)
  })

  it('lasts whole frames of 80 ms in every word, more for a longer one', () => {
    expect(oracleAudio('a', options)).toHaveLength(4 * 3840)
    expect(oracleAudio('conversation', options)).toHaveLength(8 * 3840)
    expect(oracleAudio('a', { ...options, format: 'pcm_22050' })).toHaveLength(4 * 3528)
    expect(oracleAudio('a', { ...options, format: 'pcm' })).toHaveLength(4 * 7680)
  })

  it('differs between words and between voices', () => {
    const one = Buffer.from(oracleAudio('alpha', options))
    expect(one.equals(oracleAudio('gamma', options))).toBe(false)
    expect(one.equals(oracleAudio('alpha', { ...options, voiceId: 'other' }))).toBe(false)
  })

  it.each(['wav', 'opus', 'ulaw_8000', 'mp3'])('is not known for %s', (format) => {
    expect(() => oracleAudio('a', { ...options, format })).toThrow(`not for '${format}'`)
  })
})
