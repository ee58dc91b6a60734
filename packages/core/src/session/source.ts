import { configError, GradiumError } from '../errors.ts'

/** Something of the caller's that is read piece by piece. */
export type Source<Item> = Iterator<Item> | AsyncIterator<Item>

/** Pieces read in a row before the rest of the program gets its turn. */
const piecesInARow = 256

/** Begins to read an iterable of the caller's; throws `config` for anything else. */
export function openSource<Item>(
  what: 'audio' | 'text',
  items: Iterable<Item> | AsyncIterable<Item>,
): Source<Item> {
  const isObject = typeof items === 'object' && items !== null
  if (isObject && Symbol.asyncIterator in items) return items[Symbol.asyncIterator]()
  if (isObject && Symbol.iterator in items) return items[Symbol.iterator]()
  throw configError(
    what === 'text'
      ? 'The text is a string, or an iterable of strings.'
      : 'The audio is an iterable of Uint8Arrays, such as a stream.',
  )
}

/**
 * Reads a source to its end and hands each piece on, until `isOver`. Rejects with a `GradiumError` when the source or the
 * receiver fails; a source that has not failed itself is let go then.
 */
export async function readSource<Item>(
  what: 'audio' | 'text',
  source: Source<Item>,
  isOver: () => boolean,
  take: (item: Item) => void | Promise<void>,
): Promise<void> {
  for (let pieces = 1; !isOver(); pieces += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one piece after the other is the point
    const { done, value } = await nextItem(what, source)
    if (done === true || isOver()) return
    try {
      // oxlint-disable-next-line no-await-in-loop -- the receiver sets the pace
      await take(value)
    } catch (error) {
      void releaseSource(source)
      throw error
    }
    // oxlint-disable-next-line no-await-in-loop -- a source that is always ready would never let a socket speak
    if (pieces % piecesInARow === 0) await new Promise((resolve) => setTimeout(resolve, 0))
  }
}

/** Lets a source go. It may be busy or broken: it is told, not waited for, and what it says no longer matters. */
export async function releaseSource(source: Source<unknown> | undefined): Promise<void> {
  try {
    await source?.return?.()
  } catch {}
}

/** The next piece of a source; its failure becomes a `GradiumError` with its own error as the cause. */
export async function nextItem<Item>(
  what: 'audio' | 'text',
  source: Source<Item>,
): Promise<IteratorResult<Item, unknown>> {
  try {
    return await source.next()
  } catch (error) {
    if (GradiumError.is(error)) throw error
    const message = `The source of the ${what} failed; its error is the cause.`
    throw new GradiumError('config', message, { phase: 'stream', cause: error })
  }
}
