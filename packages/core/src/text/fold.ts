/** The letters and digits of a text without case, accents and other marks; two spellings of a word give the same. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
}
