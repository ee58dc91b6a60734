import type { LevelSource } from '@gradium-kit/browser'
import { Silence } from './silence.ts'

const tellEveryMs = 1_000
const lookEveryMs = 100

/** Keeps the value of a `role="meter"` up to date, slowly enough for a screen reader. Returns what ends it. */
export function tellLevel(source: LevelSource, meter: HTMLElement): () => void {
  const timer = setInterval(() => {
    meter.setAttribute('aria-valuenow', String(Math.round(source.level() * 100)))
  }, tellEveryMs)
  return () => clearInterval(timer)
}

/** Tells when nothing has been heard for five seconds, and when something is again. Returns what ends it. */
export function watchSilence(
  source: LevelSource,
  onChange: (isSilent: boolean) => void,
): () => void {
  const silence = new Silence()
  let wasSilent = false
  const timer = setInterval(() => {
    const isSilent = silence.observe(source.level(), performance.now())
    if (isSilent !== wasSilent) onChange((wasSilent = isSilent))
  }, lookEveryMs)
  return () => {
    clearInterval(timer)
    if (wasSilent) onChange(false)
  }
}
