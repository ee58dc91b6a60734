import type { Page } from 'playwright'

/** Notes, in the page, the text of each element that comes to match a selector; what is too short for a look from outside is not missed. */
export class Notes {
  readonly #page: Page

  private constructor(page: Page) {
    this.#page = page
  }

  static async begin(page: Page, selector: string): Promise<Notes> {
    await page.evaluate((wanted) => {
      const notes: string[] = []
      Object.assign(globalThis, { notes })
      let last: Element | null = null
      new MutationObserver(() => {
        const current = document.querySelector(wanted)
        if (current !== null && current !== last) notes.push(current.textContent)
        last = current
      }).observe(document.body, { attributes: true, childList: true, subtree: true })
    }, selector)
    return new Notes(page)
  }

  read(): Promise<string[]> {
    return this.#page.evaluate(() => (globalThis as unknown as { notes: string[] }).notes)
  }

  /** Waits until there are so many. */
  async waitFor(count: number): Promise<void> {
    await this.#page.waitForFunction(
      (wanted) => (globalThis as unknown as { notes: string[] }).notes.length >= wanted,
      count,
    )
  }
}
