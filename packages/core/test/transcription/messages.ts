import type { ServerMessage } from '../../src/protocol/server-messages.ts'

/**
 * Messages as a line: `we@1-1.2` is a text and its end, `we@1` a text alone, `-1.2` an end alone, `|1.6` a step when 1.6 s
 * have been heard and somebody speaks, `_1.6` when nobody does, `!1` the answer to flush 1. `/1` behind it names the stream.
 */
export function messages(line: string): ServerMessage[] {
  return line
    .split(' ')
    .filter((token) => token !== '')
    .flatMap((token): ServerMessage[] => {
      const [said = '', stream = '0'] = token.split('/')
      const streamId = Number(stream)
      if (said.startsWith('|')) return [step(Number(said.slice(1)), 0)]
      if (said.startsWith('_')) return [step(Number(said.slice(1)), 1)]
      if (said.startsWith('!')) return [{ type: 'flushed', flushId: Number(said.slice(1)) }]
      const [text = '', times = ''] = said.split('@')
      const [start = '', end] = (times || text).split('-')
      const all: ServerMessage[] = []
      if (times !== '') all.push({ type: 'text', text, startSeconds: Number(start), streamId })
      if (end !== undefined) all.push({ type: 'end-text', endSeconds: Number(end), streamId })
      return all
    })
}

function step(totalDurationSeconds: number, inactivityProbability: number): ServerMessage {
  return {
    type: 'step',
    vad: [{ horizonSeconds: 3, inactivityProbability }],
    stepIndex: Math.round(totalDurationSeconds / 0.08),
    stepDurationSeconds: 0.08,
    totalDurationSeconds,
  }
}

/** The same line from messages. */
export function lineOfMessages(some: readonly ServerMessage[]): string {
  const tokens = some.map((message) => {
    switch (message.type) {
      case 'text':
        return `${message.text}@${rounded(message.startSeconds)}${streamOf(message)}`
      case 'end-text':
        return `-${rounded(message.endSeconds)}${streamOf(message)}`
      case 'step':
        return `${(message.vad[0]?.inactivityProbability ?? 0) > 0.5 ? '_' : '|'}${rounded(message.totalDurationSeconds)}`
      case 'flushed':
        return `!${message.flushId}`
      default:
        return message.type
    }
  })
  return tokens.join(' ')
}

function streamOf({ streamId = 0 }: { streamId?: number | undefined }): string {
  return streamId === 0 ? '' : `/${streamId}`
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1_000) / 1_000
}
