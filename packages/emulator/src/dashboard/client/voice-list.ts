import { textElement } from './element.ts'

interface Voice {
  uid: string
  name: string
  language: string | null
}

/** Fills the list with all voices, the catalogue and one's own, and keeps the choice. */
export async function fillVoices(select: HTMLSelectElement, key: string): Promise<void> {
  const answer = await fetch('/api/voices/?include_catalog=true&limit=0', {
    headers: { 'x-api-key': key },
  })
  if (!answer.ok) throw new Error(`No voices: the emulator answered ${answer.status}.`)
  const voices: Voice[] = await answer.json()
  const chosen = select.value
  const options = voices.map((voice) => {
    const language = voice.language === null ? '' : ` (${voice.language})`
    const option = textElement('option', `${voice.name}${language}`)
    option.value = voice.uid
    return option
  })
  select.replaceChildren(...options)
  if (voices.some((voice) => voice.uid === chosen)) select.value = chosen
}
