import type { Page } from 'playwright'

/**
 * The page as lines, one for each element and text: what any framework may do its own way is left out, which is the order of
 * attributes, comments, empty
 * classes, white space at the edges of texts, and values that live in properties.
 */
export function readPage(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const own = new Set(['style', 'value', 'aria-valuenow', 'datetime'])
    const lines: string[] = []
    const read = (node: Node, indent: string): void => {
      if (node instanceof Element) {
        const attributes = [...node.attributes]
          .filter(({ name, value }) => !own.has(name) && (name !== 'class' || value !== ''))
          .map(({ name, value }) => `${name}="${value}"`)
        lines.push(`${indent}<${[node.localName, ...attributes.toSorted()].join(' ')}>`)
        let text = ''
        const flush = (): void => {
          const trimmed = text.replaceAll(/\s+/gu, ' ').trim()
          if (trimmed !== '' && node.localName !== 'textarea') lines.push(`${indent}  ${trimmed}`)
          text = ''
        }
        for (const child of node.childNodes) {
          if (child instanceof Text) text += child.data
          else if (child instanceof Element) {
            flush()
            read(child, `${indent}  `)
          }
        }
        flush()
      }
    }
    for (const part of document.querySelectorAll('.skip, header, main, footer')) read(part, '')
    return lines
  })
}
