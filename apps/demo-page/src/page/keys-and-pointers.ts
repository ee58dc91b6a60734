/** Calls `press` and `release` while a button is held, by pointer or by Space or Enter. Returns what ends it. */
export function onHold(button: HTMLElement, press: () => void, release: () => void): () => void {
  const listening = new AbortController()
  const { signal } = listening
  let isHeld = false
  const hold = (): void => {
    if (!isHeld) press()
    isHeld = true
  }
  const letGo = (): void => {
    if (isHeld) release()
    isHeld = false
  }
  button.addEventListener('keydown', (event) => isKey(event) && hold(), { signal })
  button.addEventListener('keyup', (event) => isKey(event) && letGo(), { signal })
  button.addEventListener('pointerdown', hold, { signal })
  for (const name of ['pointerup', 'pointercancel', 'blur'])
    globalThis.addEventListener(name, letGo, { signal })
  button.addEventListener('blur', letGo, { signal })
  // A long press on a touch screen would open a menu.
  button.addEventListener('contextmenu', (event) => event.preventDefault(), { signal })
  return () => {
    listening.abort()
    letGo()
  }
}

const isKey = ({ key }: KeyboardEvent): boolean => key === ' ' || key === 'Enter'

/** Calls back when Escape is pressed anywhere in the page. Returns what ends it. */
export function onEscape(callback: () => void): () => void {
  const look = ({ key }: KeyboardEvent): void => {
    if (key === 'Escape') callback()
  }
  document.addEventListener('keydown', look)
  return () => document.removeEventListener('keydown', look)
}
