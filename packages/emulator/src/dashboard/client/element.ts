/** The element of the page with this id. @throws Error when the page and the script do not belong together. */
export function element<T extends Element>(id: string, kind: abstract new () => T): T {
  const found = document.getElementById(id)
  if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} with the id ${id}.`)
  return found
}

/** An element with text in it; text is never read as markup. */
export function textElement<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text: string,
): HTMLElementTagNameMap[K] {
  const created = document.createElement(tag)
  created.textContent = text
  return created
}
