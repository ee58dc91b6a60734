import { startEmulator, type Emulator, type EmulatorOptions } from '@gradium-kit/emulator'
import { canaryKey } from '@gradium-kit/fixtures/canary'
import { Gradium, type GradiumOptions } from '../src/index.node.ts'

/** A voice of the catalogue, for calls that need one. */
export const voiceId = 'YTpq7expH9539ERJ'

/** An emulator of its own and a client for it, which tries nothing twice unless told so; closed together. */
export async function startTestService(
  emulatorOptions: EmulatorOptions = {},
  clientOptions: GradiumOptions = {},
): Promise<{ emulator: Emulator; gradium: Gradium } & AsyncDisposable> {
  const emulator = await startEmulator({ port: 0, clock: 'instant', ...emulatorOptions })
  const gradium = new Gradium({
    apiKey: canaryKey,
    baseUrl: emulator.url,
    retry: { maxRetries: 0 },
    ...clientOptions,
  })
  return { emulator, gradium, [Symbol.asyncDispose]: () => emulator.close() }
}

/** Everything an iterable yields. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}

/** The one error that an operation ends with. */
export async function failureOf(operation: Promise<unknown>): Promise<unknown> {
  try {
    await operation
  } catch (error) {
    return error
  }
  throw new Error('The operation succeeded although it should have failed.')
}

/** The messages that clients have sent, audio replaced by its length. */
export function sentMessages(emulator: Emulator): Record<string, unknown>[] {
  return emulator.journal.flatMap((entry) =>
    entry.kind === 'message' && entry.direction === 'in' && entry.message !== undefined
      ? [entry.message]
      : [],
  )
}
