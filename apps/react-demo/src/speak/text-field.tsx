import { sampleTexts } from '@gradium-kit/demo-page'

interface TextFieldProps {
  text: string
  setText: (text: string) => void
}

/** What is to be spoken, and texts to begin with. */
export function TextField({ text, setText }: TextFieldProps) {
  return (
    <div className="field">
      <div className="title">
        <label htmlFor="text">Text</label>
        <div className="tools" role="group" aria-label="Sample texts">
          {sampleTexts.map((sample) => (
            <button
              key={sample.name}
              className="plain"
              type="button"
              onClick={() => setText(sample.text)}
            >
              {sample.name}
            </button>
          ))}
        </div>
      </div>
      <textarea id="text" rows={4} value={text} onChange={({ target }) => setText(target.value)} />
    </div>
  )
}
