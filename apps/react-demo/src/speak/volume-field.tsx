import type { Reader } from '../use-reader.ts'

/** How loud the page speaks, at once. */
export function VolumeField({ reader }: { reader: Reader }) {
  return (
    <div className="field">
      <label htmlFor="volume">Volume</label>
      <input
        id="volume"
        type="range"
        min={0}
        max={100}
        defaultValue={reader.volume * 100}
        onChange={({ target }) => reader.speech.setVolume(Number(target.value) / 100)}
      />
    </div>
  )
}
