import { GradiumError } from '../errors.ts'

type Source<Item> = Iterator<Item> | AsyncIterator<Item>

/** Begins to read an iterable of the caller's. */
export function openSource<Item>(items: Iterable<Item> | AsyncIterable<Item>): Source<Item> {
  return Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
}

/** Lets a source go. It may be busy or broken: it is told, not waited for, and what it says no longer matters. */
export async function releaseSource(source: Source<unknown> | undefined): Promise<void> {
  try {
    await source?.return?.()
  } catch {}
}

/** The error for a source that failed; its own error is the cause. */
export function sourceError(what: 'audio' | 'text', cause: unknown): GradiumError {
  if (GradiumError.is(cause)) return cause
  const message = `The source of the ${what} failed; its error is the cause.`
  return new GradiumError('aborted', message, { phase: 'stream', cause })
}
