import { GradiumError } from '../src/errors.ts'

/** What it returns, or the error of ours that it throws. Any other error is passed on. */
export function outcomeOf<Result>(run: () => Result): Result | GradiumError {
  try {
    return run()
  } catch (error) {
    if (GradiumError.is(error)) return error
    throw error
  }
}

/** The error of ours that it throws. */
export function errorOf(run: () => unknown): GradiumError {
  const outcome = outcomeOf(run)
  if (GradiumError.is(outcome)) return outcome
  throw new Error('No error was thrown.')
}

/** Each value behind the beginning of its JSON, for the title of a test. */
export function titled<Value>(
  values: readonly Value[],
): (readonly [title: string, value: Value])[] {
  return values.map(
    (value) => [(JSON.stringify(value) ?? 'undefined').slice(0, 60), value] as const,
  )
}

/** Calls a function as a program without types can. */
export function callUntyped(
  target: (...values: never[]) => unknown,
  ...values: unknown[]
): unknown {
  return Reflect.apply(target, undefined, values)
}
