import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { continueWords, type HeardWord } from '../../src/session/seam.ts'

/** Words from `text@start` or `text@start-end`, all of one stream; without an end they last 60 ms. */
function words(line: string, streamId = 0): HeardWord[] {
  const tokens = line.split(' ').filter((token) => token !== '')
  return tokens.map((token) => {
    const [text = '', times = ''] = token.split('@')
    const [start, end] = times.split('-')
    const startSeconds = Number(start)
    const endSeconds = end === undefined ? startSeconds + 0.06 : Number(end)
    return { text, startSeconds, endSeconds, streamId }
  })
}

/** The same with the last word still open. */
function open(line: string, streamId = 0): HeardWord[] {
  const all = words(line, streamId)
  return all.map((word, index) => Object.assign(word, index === all.length - 1 && openEnd))
}
const openEnd = { endSeconds: undefined }

const n = 'new'
const d = 'drop'

test('words heard again are repeats, and those after them are new', () => {
  const delivered = words('we@1 will@1.3 meet@1.6')
  const heard = words('will@1.3 meet@1.6 at@1.9 noon@2.2')
  expect(continueWords(delivered, heard, 1.66)).toEqual([1, 2, n, n])
})

test('nothing delivered leaves all that begins after the boundary', () => {
  const heard = words('late@0.91 at@0.92 noon@1.2')
  expect(continueWords([], heard, 1)).toEqual([d, n, n])
  expect(continueWords([], heard, 0)).toEqual([n, n, n])
})

test('nothing heard gives nothing', () => {
  expect(continueWords(words('we@1 will@1.3'), [], 1.36)).toEqual([])
  expect(continueWords([], [], 0)).toEqual([])
})

test.each([
  ['no@1 no@1.16 no@1.32', 'no@1 no@1.16 no@1.32 no@1.48 no@1.64', [0, 1, 2, n, n]],
  ['no@1 no@1.16 no@1.32', 'no@1.16 no@1.32 no@1.48 no@1.64', [1, 2, n, n]],
  ['no@1 no@1.16 no@1.32', 'no@1.32 no@1.48 no@1.64', [2, n, n]],
  ['no@1 no@1.16 no@1.32', 'no@1.24 no@1.4 no@1.56', [1, 2, n]],
  ['no@1.07 no@1.23 no@1.39', 'no@1.16 no@1.32 no@1.48', [1, 2, n]],
  ['no@1.16 no@1.32', 'no@1 no@1.16 no@1.32 no@1.48', [d, 0, 1, n]],
  ['no@1 no@1.6', 'no@1.6 no@1.76', [1, n]],
  ['no@1', 'no@1.5 no@1.66', [n, n]],
])('%s, then %s: every no is told once', (delivered, heard, fates) => {
  expect(continueWords(words(delivered), words(heard), 0)).toEqual(fates)
  expect(continueWords(open(delivered), words(heard), 0)).toEqual(fates)
})

test('the words of one session may all come a frame later', () => {
  const delivered = words('yes@1 no@1.2 no@1.4 yes@1.6')
  const late = words('no@1.28 no@1.48 yes@1.68 no@1.88')
  const early = words('no@1.12 no@1.32 yes@1.52 no@1.72')
  expect(continueWords(delivered, late, 1.66)).toEqual([1, 2, 3, n])
  expect(continueWords(delivered, early, 1.66)).toEqual([1, 2, 3, n])
})

test.each([
  ['Noon.', 'noon'],
  ['noon', '"Noon,"'],
  ['CAFÉ', 'cafe\u0301!'],
  ['don’t', "don't"],
  ['Straße', 'STRASSE'],
  ['12:30', '1230'],
  ['今日は', '今日は。'],
])('%s and %s are one word', (one, other) => {
  const [first] = words('x@1-1.4')
  const delivered = [{ ...first!, text: one }]
  const heard = [{ ...first!, text: other, startSeconds: 1.2 }]
  expect(continueWords(delivered, heard, 0)).toEqual([0])
})

test('words of punctuation alone are told apart', () => {
  expect(continueWords(words('—@1 &@1.2'), words('&@1.2 —@1.4 ...@1.6'), 0)).toEqual([1, n, n])
})

test('times that differ by 240 ms are of one word, and by more are not', () => {
  const delivered = words('we@0.5 meet@1-1.1')
  expect(continueWords(delivered, words('meet@1.24'), 0)).toEqual([1])
  expect(continueWords(delivered, words('meet@1.25'), 0)).toEqual([n])
  expect(continueWords(delivered, words('meet@0.76'), 0)).toEqual([1])
  expect(continueWords(delivered, words('meet@0.75'), 0)).toEqual([d])
})

test('what begins before the boundary or the end of the last word was decided before', () => {
  const heard = words('a@1.91 b@1.92')
  expect(continueWords(words('we@1-1.5'), heard, 2)).toEqual([d, n])
  expect(continueWords(words('we@1-2'), heard, 1.5)).toEqual([d, n])
  expect(continueWords(words('we@1-1.5'), heard, 1.5)).toEqual([n, n])
})

test('after the last delivered word order tells more than time', () => {
  const delivered = words('we@1-1.2 will@1.3-1.6')
  expect(continueWords(delivered, words('will@1.22 meet@1.47'), 1.6)).toEqual([1, n])
  expect(continueWords(delivered, words('will@1.22 meet@1.47'), 1.72)).toEqual([1, d])
})

test('between words that both heard nothing is put in', () => {
  const delivered = words('we@1 meet@1.6 today@2')
  expect(continueWords(delivered, words('we@1 um@1.3 meet@1.6 today@2 or@2.3'), 2.06)).toEqual([
    0,
    d,
    1,
    2,
    n,
  ])
})

test('a word that the next session has missed is no obstacle', () => {
  const delivered = words('we@1 will@1.3 meet@1.6')
  expect(continueWords(delivered, words('we@1 meet@1.6 at@1.9'), 1.66)).toEqual([0, 2, n])
})

test('an open word is repeated by what lies there, whatever its text', () => {
  const delivered = open('we@1 under@1.4')
  expect(continueWords(delivered, words('understand@1.56 it@2'), 1.06)).toEqual([1, n])
  expect(continueWords(delivered, words('we@1 and@1.24 it@2'), 1.06)).toEqual([0, 1, n])
  expect(continueWords(delivered, words('stand@1.57 it@2'), 1.06)).toEqual([n, n])
})

test('of two words near an open one the nearer repeats it', () => {
  const delivered = open('we@1 under@1.4')
  expect(continueWords(delivered, words('un@1.28 der@1.42 it@1.7'), 1.06)).toEqual([d, 1, n])
})

test('a short word that is heard differently is not told twice', () => {
  const delivered = words('we@1 saw@1.3 a@1.5-1.58')
  const heard = words('saw@1.3 the@1.54-1.6 dog@1.7')
  expect(continueWords(delivered, heard, 1.58)).toEqual([1, 2, n])
})

test('short words that follow each other closely keep their order', () => {
  const delivered = words('I@1 am@1.1 a@1.2')
  expect(continueWords(delivered, words('am@1.1 a@1.2 I@1.3 am@1.4'), 1.26)).toEqual([1, 2, n, n])
  expect(continueWords(delivered, words('a@1.2 a@1.28 a@1.36'), 1.26)).toEqual([2, n, n])
})

test('once a word is new all words after it are', () => {
  expect(continueWords([], words('a@1.95 b@1.9 c@2'), 2)).toEqual([n, n, n])
})

test('speakers do not mix', () => {
  const delivered = [...words('no@1', 1), ...words('no@1.1 yes@1.4', 2)]
  const heard = [
    ...words('yes@1.4', 1),
    ...words('yes@1.4', 2),
    ...words('no@1.6', 3),
    ...words('no@1.7', 2),
  ]
  expect(continueWords(delivered, heard, 0)).toEqual([n, 2, n, n])
})

interface Seam {
  delivered: HeardWord[]
  heard: HeardWord[]
  boundarySeconds: number
  /** For each word heard which of the sentence it is, and how many were delivered before. */
  first: number
  cut: number
}

/** One sentence as two sessions hear it; the second begins at most `overlap` words before the cut. */
interface Draw {
  words: { pauseMs: number; lengthMs: number; text: string; offsetsMs: [number, number] }[]
  cut: number
  overlap: number
  final: number
  isOpen: boolean
}

function seamOf(draw: Draw, leastMs: number): Seam {
  let atMs = 1_000
  const cut = 1 + (draw.cut % draw.words.length)
  const first = Math.max(0, cut - draw.overlap)
  const spoken = draw.words.map((word, index) => {
    const isAfterSilence = draw.overlap === 0 && index === cut
    atMs += leastMs + word.pauseMs + (isAfterSilence ? 500 : 0)
    return { ...word, atMs }
  })
  const hear = (session: 0 | 1): HeardWord[] =>
    spoken.map((word) => ({
      text: word.text,
      startSeconds: (word.atMs + word.offsetsMs[session]) / 1_000,
      endSeconds: (word.atMs + word.offsetsMs[session] + word.lengthMs) / 1_000,
      streamId: 0,
    }))
  const told = hear(0).slice(0, cut)
  const final = draw.isOpen ? draw.final % cut : cut
  const boundarySeconds = told[final - 1]?.endSeconds ?? 0
  if (draw.isOpen) told[cut - 1]!.endSeconds = undefined
  return { delivered: told.slice(-8), heard: hear(1).slice(first), boundarySeconds, first, cut }
}

function drawn(offsetMs: number, leastMs: number): fc.Arbitrary<Seam> {
  const offset = fc.integer({ min: -offsetMs, max: offsetMs })
  return fc
    .record({
      words: fc.array(
        fc.record({
          pauseMs: fc.oneof(fc.constant(0), fc.nat(50), fc.nat(1_000)),
          lengthMs: fc.integer({ min: 60, max: leastMs }),
          text: fc.constantFrom('no', 'No,', 'yes', 'oh'),
          offsetsMs: fc.oneof(
            fc.tuple(offset, offset),
            fc.constantFrom<[number, number]>([-offsetMs, offsetMs], [offsetMs, -offsetMs]),
          ),
        }),
        { minLength: 1, maxLength: 25 },
      ),
      vocabulary: fc.integer({ min: 1, max: 4 }),
      cut: fc.nat(),
      overlap: fc.nat(12),
      final: fc.nat(),
      isOpen: fc.boolean(),
    })
    .map(({ vocabulary, ...draw }) => {
      const texts = new Set(['no', 'No,', 'yes', 'oh'].slice(0, vocabulary))
      for (const word of draw.words) if (!texts.has(word.text)) word.text = 'no'
      return seamOf(draw, leastMs)
    })
}

/** What each word heard is in truth. */
function truth({ delivered, heard, first, cut }: Seam): (number | 'new' | 'drop')[] {
  return heard.map((_, index) => {
    const place = first + index - (cut - delivered.length)
    if (first + index >= cut) return 'new'
    return place >= 0 ? place : 'drop'
  })
}

describe.each([
  { offsetMs: 39, leastMs: 160 },
  { offsetMs: 80, leastMs: 401 },
])(
  'words $leastMs ms apart or more, heard up to $offsetMs ms off by either session',
  ({ offsetMs, leastMs }) => {
    test('are told exactly once, wherever the seam is', () => {
      fc.assert(
        fc.property(drawn(offsetMs, leastMs), (seam) => {
          const fates = continueWords(seam.delivered, seam.heard, seam.boundarySeconds)
          expect(fates).toEqual(truth(seam))
        }),
        { numRuns: 3_000 },
      )
    })

    test('are as new when fewer words are heard as when all are', () => {
      fc.assert(
        fc.property(drawn(offsetMs, leastMs), fc.nat(), (seam, count) => {
          const some = seam.heard.slice(0, count % (seam.heard.length + 1))
          const fates = continueWords(seam.delivered, some, seam.boundarySeconds)
          const expected = truth(seam).slice(0, some.length)
          expect(fates.map((fate) => fate === 'new')).toEqual(
            expected.map((fate) => fate === 'new'),
          )
        }),
        { numRuns: 1_000 },
      )
    })

    test('are told once in each of two streams at the same time', () => {
      fc.assert(
        fc.property(drawn(offsetMs, leastMs), drawn(offsetMs, leastMs), (one, other) => {
          const boundarySeconds = Math.min(one.boundarySeconds, other.boundarySeconds)
          const mixed = [one.heard, other.heard]
            .flatMap((heard, streamId) => heard.map((word) => ({ ...word, streamId })))
            .toSorted((a, b) => a.startSeconds - b.startSeconds)
          const delivered = [one.delivered, other.delivered].flatMap((told, streamId) =>
            told.map((word) => ({ ...word, streamId })),
          )
          const fates = continueWords(delivered, mixed, boundarySeconds)
          for (const [streamId, seam] of [one, other].entries()) {
            const offset = streamId === 0 ? 0 : one.delivered.length
            const ours = fates.filter((_, index) => mixed[index]!.streamId === streamId)
            expect(ours).toEqual(
              truth(seam).map((fate) => (typeof fate === 'number' ? fate + offset : fate)),
            )
          }
        }),
        { numRuns: 500 },
      )
    })
  },
)

/** Numbers from 0 to 1 that are the same in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

test.each([
  { leastMs: 160, percent: 0.5 },
  { leastMs: 240, percent: 0.1 },
])(
  'a word said again and again, $leastMs ms apart or more and up to 80 ms off in both sessions, fails in $percent % of seams at most',
  ({ leastMs, percent }) => {
    const random = randomNumbers(1)
    const upTo = (most: number): number => Math.floor(random() * (most + 1))
    const offset = (): number => upTo(160) - 80
    const wrong = Array.from({ length: 4_000 }, () => {
      const seam = seamOf(
        {
          words: Array.from({ length: 4 + upTo(16) }, () => ({
            pauseMs: upTo(360),
            lengthMs: 60 + upTo(100),
            text: 'no',
            offsetsMs: [offset(), offset()],
          })),
          cut: upTo(1_000),
          overlap: 2 + upTo(6),
          final: upTo(1_000),
          isOpen: random() < 0.5,
        },
        leastMs,
      )
      const fates = continueWords(seam.delivered, seam.heard, seam.boundarySeconds)
      return JSON.stringify(fates) === JSON.stringify(truth(seam)) ? 0 : 1
    }).reduce<number>((sum, one) => sum + one, 0)
    expect(wrong / 40).toBeLessThanOrEqual(percent)
  },
)

test('whatever it gets, it repeats in order and tells nothing before a repeat', () => {
  const word = fc.record({
    text: fc.constantFrom('no', 'yes', '', '…'),
    startSeconds: fc.double({ min: 0, max: 3, noNaN: true }),
    endSeconds: fc.option(fc.double({ min: 0, max: 4, noNaN: true }), { nil: undefined }),
    streamId: fc.nat(1),
  })
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 16 }),
      fc.array(word, { maxLength: 16 }),
      fc.double({ min: 0, max: 3, noNaN: true }),
      (delivered, heard, boundarySeconds) => {
        const fates = continueWords(delivered, heard, boundarySeconds)
        expect(fates).toHaveLength(heard.length)
        for (const streamId of [0, 1]) {
          const ours = fates.filter((_, index) => heard[index]!.streamId === streamId)
          const repeats = ours.filter((fate) => typeof fate === 'number')
          expect(repeats).toEqual([...new Set(repeats)].toSorted((a, b) => a - b))
          for (const repeat of repeats) expect(delivered[repeat]!.streamId).toBe(streamId)
          const firstNew = ours.indexOf('new')
          if (firstNew >= 0) expect(new Set(ours.slice(firstNew))).toEqual(new Set(['new']))
        }
      },
    ),
    { numRuns: 1_000 },
  )
})
