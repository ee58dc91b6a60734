import { voices } from '@gradium-kit/demo-page'
import type { Reader } from '../use-reader.ts'

/** Who speaks, from the next text on. */
export function VoiceField({ reader }: { reader: Reader }) {
  return (
    <div className="field">
      <label htmlFor="voice">Voice</label>
      <select
        id="voice"
        value={reader.voiceId}
        onChange={({ target }) => reader.setVoiceId(target.value)}
      >
        {voices.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </div>
  )
}
