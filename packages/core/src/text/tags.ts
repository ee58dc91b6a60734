import { configError } from '../errors.ts'

/** Makes the service speak what it has without waiting for more context (PROTOCOL.md §5.2). */
export const flushTag = '<flush>'

/**
 * A pause inside the text. Put a space before and after it.
 * @param seconds 0.1 to 2.0; anything else throws `config`.
 */
export function breakTag(seconds: number): string {
  if (!(seconds >= 0.1 && seconds <= 2))
    throw configError(`A break lasts 0.1 to 2.0 seconds, not ${seconds}.`)
  return `<break time="${seconds}s" />`
}
