import { followLevel, type LevelSource } from '@gradium-kit/browser'
import type { ObjectDirective } from 'vue'

const following = new WeakMap<Element, () => void>()

/** Writes the level of a controller, 0 to 1, into the CSS variable `--level` of an element, with no render. */
export const vLevel: ObjectDirective<HTMLElement | SVGElement, LevelSource> = {
  mounted: (element, { value }) => void following.set(element, followLevel(value, element)),
  updated: (element, { value, oldValue }) => {
    if (value === oldValue) return
    following.get(element)?.()
    following.set(element, followLevel(value, element))
  },
  beforeUnmount: (element) => following.get(element)?.(),
}
