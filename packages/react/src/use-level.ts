import { followLevel, type LevelSource } from '@gradium-kit/browser'
import { useEffect, type RefObject } from 'react'

/** Writes the level of a controller, 0 to 1, into the CSS variable `--level` of an element, with no render. */
export function useLevel(
  controller: LevelSource,
  element: RefObject<HTMLElement | SVGElement | null>,
): void {
  useEffect(() => {
    if (element.current !== null) return followLevel(controller, element.current)
    return undefined
  }, [controller, element])
}
