/** An entry of the emulator's journal as the page needs it. */
export interface JournalEntry {
  index: number
  atMs: number
  kind: string
  session: string
  route: string
  direction?: 'in' | 'out'
  type?: string
  message?: Record<string, unknown>
  code?: number
  text?: string
}

const longestDetail = 200
const frequentTypes = new Set(['audio', 'step'])

export function isBad(entry: JournalEntry): boolean {
  return entry.kind === 'violation' || entry.kind === 'fault'
}

/** Messages that come every 80 ms and would hide all others. */
export function isFrequent(entry: JournalEntry): boolean {
  return entry.kind === 'message' && frequentTypes.has(entry.type ?? '')
}

/** One entry on one line: when, where, which way, what. */
export function journalLine(entry: JournalEntry): string {
  const seconds = (entry.atMs / 1000).toFixed(3)
  const arrow = entry.direction === undefined ? '·' : { in: '→', out: '←' }[entry.direction]
  const what = entry.kind === 'message' ? entry.type : [entry.kind, entry.type].join(' ').trim()
  const parts = [seconds, entry.route, arrow, what, entry.code, entry.text, detail(entry.message)]
  return parts.filter((part) => part !== undefined && part !== '').join('  ')
}

function detail(message: Record<string, unknown> | undefined): string {
  if (message === undefined) return ''
  const { type: _type, ...fields } = message
  const text = JSON.stringify(fields, rounded)
  if (text === '{}') return ''
  return text.length > longestDetail ? `${text.slice(0, longestDetail)}…` : text
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1000) / 1000 : value
}
