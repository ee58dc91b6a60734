/** Something that can say how loud it is. */
export interface LevelSource {
  /** From 0 to 1. */
  readonly level: () => number
}

/**
 * Writes the level of a controller into the CSS variable `--level` of an element, 0 to 1, once for each frame that is drawn.
 * Returns what ends it.
 */
export function followLevel(source: LevelSource, element: HTMLElement | SVGElement): () => void {
  let shown = -1
  let frame = 0
  const draw = (): void => {
    const level = Math.round(source.level() * 1_000) / 1_000
    if (level !== shown) element.style.setProperty('--level', String((shown = level)))
    frame = requestAnimationFrame(draw)
  }
  draw()
  return () => {
    cancelAnimationFrame(frame)
    element.style.removeProperty('--level')
  }
}
