import { expect, it } from 'vitest'
import { Congestion } from '../../src/transcription/congestion.ts'

it('tells each change once, and does not waver in between', () => {
  const congestion = new Congestion()
  const seen = [0, 6, 6.5, 6.6, 9, 6, 5.6, 5.4, 6, 6.6].map((seconds) => congestion.update(seconds))
  const no = undefined
  expect(seen).toEqual([no, no, no, 'congested', no, no, no, 'connected', no, 'congested'])
})
