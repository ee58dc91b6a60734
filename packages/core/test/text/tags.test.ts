import { expect, test } from 'vitest'
import { breakTag, flushTag } from '../../src/text/tags.ts'

test('tags are written as the service reads them', () => {
  expect(flushTag).toBe('<flush>')
  expect([0.1, 1, 1.5, 2].map((seconds) => breakTag(seconds))).toEqual([
    '<break time="0.1s" />',
    '<break time="1s" />',
    '<break time="1.5s" />',
    '<break time="2s" />',
  ])
})

test.each([0, 0.09, 2.01, -1, Number.NaN, Infinity])(
  'a break of %d seconds is refused',
  (seconds) => {
    expect(() => breakTag(seconds)).toThrow(
      expect.objectContaining({
        code: 'config',
        message: `A break lasts 0.1 to 2.0 seconds, not ${seconds}.`,
      }),
    )
  },
)
