/** The part of a turn that is sure, and the word at its end that is still being spoken. */
export function splitOpen(
  turnText: string,
  openText: string | undefined,
): { closed: string; open: string } {
  if (openText === undefined || !turnText.endsWith(openText)) return { closed: turnText, open: '' }
  return { closed: turnText.slice(0, turnText.length - openText.length).trimEnd(), open: openText }
}

/** The transcript as a text file has it: a turn is a paragraph, with the time it began. */
export function transcriptText(
  turns: readonly { readonly text: string; readonly startSeconds: number }[],
): string {
  return turns.map(({ text, startSeconds }) => `${clockTime(startSeconds)}  ${text}\n`).join('\n')
}

/** `0:07`, `12:40` or `1:02:03`. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const parts = [Math.floor(whole / 60) % 60, whole % 60]
  if (whole >= 3_600) parts.unshift(Math.floor(whole / 3_600))
  return parts.map((part, index) => (index === 0 ? part : String(part).padStart(2, '0'))).join(':')
}

/** Gives the visitor a text as a file. */
export function saveText(fileName: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
  link.download = fileName
  link.click()
  // Some browsers begin to read it only now.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
