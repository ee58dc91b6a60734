import { GradiumError } from '../errors.ts'
import { LineReader } from '../protocol/lines.ts'
import { parseServerMessage } from '../protocol/parse-message.ts'
import type { ServerMessage } from '../protocol/server-messages.ts'
import { failureError } from '../protocol/failure.ts'
import { chunksOf } from './chunks.ts'
import type { Service } from './service.ts'

/**
 * Reads a body of JSON lines, the same messages as on a socket, and hands over each one. An error line, a broken line or a
 * body that breaks off is thrown; `touch` is called for every line.
 */
export async function readMessages(
  service: Service,
  response: Response,
  touch: () => void,
  onMessage: (message: ServerMessage) => void,
): Promise<void> {
  const lines = new LineReader(service.maxMessageBytes)
  let hasEnded = false
  function take(line: string): void {
    if (hasEnded) return
    touch()
    const message = parseServerMessage(line, service.platform.decodeBase64)
    if (message.type === 'error') {
      const text = service.credentials.redact(message.message ?? '')
      throw failureError({ text, serverCode: message.errorCode }, { phase: 'stream' })
    }
    onMessage(message)
    hasEnded = message.type === 'end-of-stream'
  }
  for await (const chunk of chunksOf(response.body)) {
    for (const line of lines.push(chunk)) take(line)
    // What follows the end says nothing, and may never come.
    if (hasEnded) return
  }
  for (const line of lines.finish()) takeLast(line, take)
}

/** The last line has no line break: it may be whole, or cut. */
function takeLast(line: string, take: (line: string) => void): void {
  try {
    take(line)
  } catch (error) {
    const isCut = GradiumError.is(error) && error.code === 'protocol' && line.startsWith('{')
    throw isCut ? truncatedError() : error
  }
}

/** The error for a body that ended before it was complete. */
export function truncatedError(): GradiumError {
  return new GradiumError(
    'truncated',
    'The answer ended before Gradium said that it was complete. What had been received is in `partial`.',
    { phase: 'stream' },
  )
}
