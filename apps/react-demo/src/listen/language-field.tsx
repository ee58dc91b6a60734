import {
  type LanguageCode,
  languages,
  languageWith,
  listeningWording,
} from '@gradium-kit/demo-page'
import type { UseTranscriptionReturn } from '@gradium-kit/react'

interface LanguageFieldProps {
  listening: UseTranscriptionReturn
  language: LanguageCode
  setLanguage: (language: LanguageCode) => void
}

/** What is spoken into the microphone. A session has one language: another one begins anew. */
export function LanguageField({ listening, language, setLanguage }: LanguageFieldProps) {
  async function choose(code: LanguageCode) {
    setLanguage(code)
    if (!listeningWording[listening.status].isLive) return
    await listening.stop()
    await listening.start()
  }

  return (
    <div className="field">
      <label htmlFor="language">Language spoken</label>
      <select
        id="language"
        value={language}
        onChange={({ target }) => void choose(languageWith(target.value))}
      >
        {languages.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
    </div>
  )
}
