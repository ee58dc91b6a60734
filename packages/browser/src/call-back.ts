/** Calls a function of the page. What it throws is reported as an uncaught error, and disturbs nothing here. */
export function callBack<Arguments extends unknown[]>(
  callback: ((...values: Arguments) => void) | undefined,
  ...values: Arguments
): void {
  try {
    callback?.(...values)
  } catch (error) {
    reportError(error)
  }
}
