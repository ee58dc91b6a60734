const whole = new Intl.NumberFormat('en')

/** `1,240 ms`, or a dash for what was not measured yet. */
export function milliseconds(value: number | undefined): string {
  return value === undefined ? '–' : `${whole.format(Math.round(value))} ms`
}

/** `48,000 Hz`, or a dash. */
export function hertz(value: number | undefined): string {
  return value === undefined ? '–' : `${whole.format(value)} Hz`
}
