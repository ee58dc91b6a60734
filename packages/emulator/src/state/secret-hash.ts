import { createHash } from 'node:crypto'

/** A short name for a key or token that does not reveal it. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 8)
}
