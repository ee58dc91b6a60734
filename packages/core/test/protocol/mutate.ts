/** A repeatable random number generator (mulberry32), so that a failure can be run again. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) % below
  }
}

const fragments = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '=',
  '-',
  '_',
  '\n',
  '\r',
  '\0',
  'null',
  '1e999',
  '-0',
  '{}',
  '[]',
  '"__proto__":',
  '\\u0000',
  '\u2028',
  '\u202e',
  '\ud83d',
  '\udc00',
  '\u0141',
  'error from server ',
  'Some(',
  '): ',
  '1008',
  '"type":"audio"',
  '"type":"ready",',
]

/** The text with one to four random changes: characters removed, replaced, repeated, swapped, or fragments put in. */
export function mutate(text: string, random: (below: number) => number): string {
  let result = text
  for (let changes = 1 + random(4); changes > 0; changes -= 1) {
    const at = random(result.length + 1)
    const length = 1 + random(random(4) === 0 ? 40 : 3)
    const [before, piece, after] = [
      result.slice(0, at),
      result.slice(at, at + length),
      result.slice(at + length),
    ]
    switch (random(6)) {
      case 0:
        result = before + after
        break
      case 1:
        result = before + String.fromCharCode(random(128)) + after
        break
      case 2:
        result = before + piece + piece + after
        break
      case 3:
        result = before + fragments[random(fragments.length)]! + piece + after
        break
      case 4:
        result = after + before
        break
      default:
        result = before + String.fromCharCode(random(0x1_0000)) + after
    }
  }
  return result
}
