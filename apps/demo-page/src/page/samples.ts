/** Texts to begin with: a story, a thing with numbers, and one with turns of speech that are easy to get wrong. */
export const sampleTexts = [
  {
    name: 'Story',
    text: 'The last train left at ten past eleven. Mara watched its lights until the bend took them, then turned up her collar and began to walk. Four miles, she told herself, is only a long conversation with nobody.',
  },
  {
    name: 'Notice',
    text: 'Your appointment is on Thursday, the fourth of March, at half past two. Please bring your card, and arrive ten minutes early. If you cannot come, call us before noon on Wednesday.',
  },
  {
    name: 'Recipe',
    text: 'Warm the milk until it steams, but never let it boil. Stir in the honey, the saffron and a pinch of salt. Now wait. The colour comes slowly, and then all at once.',
  },
] as const

/** A few voices of the public catalogue. */
export const voices = [
  { id: 'YTpq7expH9539ERJ', name: 'Emma, US English', language: 'en' },
  { id: 'LFZvm12tW_z0xfGo', name: 'Kent, US English', language: 'en' },
  { id: 'ubuXFxVQwVYnZQhy', name: 'Eva, UK English', language: 'en' },
  { id: 'm86j6D7UZpGzHsNu', name: 'Jack, UK English', language: 'en' },
  { id: 'b35yykvVppLXyw_l', name: 'Elise, French', language: 'fr' },
  { id: '0y1VZjPabOBU3rWy', name: 'Maximilian, German', language: 'de' },
] as const

/** What may be spoken into the microphone; the code is also the `lang` of the captions. */
export const languages = [
  { code: 'en', name: 'English' },
  { code: 'fr', name: 'French' },
  { code: 'de', name: 'German' },
  { code: 'es', name: 'Spanish' },
  { code: 'pt', name: 'Portuguese' },
] as const

/** The language of a voice, for the `lang` of what it reads. */
export function languageOf(voiceId: string): string {
  return voices.find(({ id }) => id === voiceId)?.language ?? 'en'
}

/** A code of the list above. */
export type LanguageCode = (typeof languages)[number]['code']

/** The language that a picker has given back. */
export function languageWith(value: string): LanguageCode {
  return languages.find(({ code }) => code === value)?.code ?? 'en'
}
