/** Scrolls what is added to an element into view, unless its reader has scrolled away from the end. Returns what ends it. */
export function stayAtEnd(element: HTMLElement): () => void {
  let isAtEnd = true
  const look = (): void => {
    const { scrollHeight, scrollTop, clientHeight } = element
    isAtEnd = scrollHeight - scrollTop - clientHeight < 8
  }
  const observer = new MutationObserver(() => {
    if (isAtEnd) element.scrollTop = element.scrollHeight
  })
  observer.observe(element, { childList: true, characterData: true, subtree: true })
  element.addEventListener('scroll', look, { passive: true })
  return () => {
    observer.disconnect()
    element.removeEventListener('scroll', look)
  }
}
