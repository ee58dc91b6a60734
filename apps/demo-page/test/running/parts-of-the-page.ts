import type { Locator, Page } from 'playwright'

/** Where a visitor finds what. */
export function partsOf(page: Page) {
  const listen = page.getByRole('region', { name: 'Listen', exact: true })
  const speak = page.getByRole('region', { name: 'Speak', exact: true })
  const button = (half: Locator, name: string): Locator =>
    half.getByRole('button', { name, exact: true })
  return {
    listen,
    speak,
    start: button(listen, 'Start'),
    stop: button(listen, 'Stop'),
    mute: button(listen, 'Mute'),
    hold: button(listen, 'Hold to talk'),
    meter: page.getByRole('meter'),
    captions: page.getByRole('region', { name: 'Captions' }),
    log: page.getByRole('log'),
    microphone: page.getByLabel('Microphone', { exact: true }),
    language: page.getByLabel('Language spoken'),
    text: page.getByLabel('Text', { exact: true }),
    sayIt: button(speak, 'Speak'),
    pause: button(speak, 'Pause'),
    resume: button(speak, 'Resume'),
    interrupt: speak.getByRole('button', { name: 'Interrupt' }),
    reading: page.getByRole('region', { name: 'What is spoken' }),
    conversation: page.getByRole('region', { name: 'Conversation', exact: true }),
    talk: page.getByRole('switch', { name: 'Talk with the page' }),
    alert: page.getByRole('alert'),
    numbers: page.locator('details'),
    /** Waits until a half says that it is in this state. */
    says: (half: Locator, sentence: string): Promise<void> =>
      half.locator('.status').getByText(sentence, { exact: true }).waitFor(),
    /** What the table of numbers has in this line. */
    figure: async (name: string): Promise<string> => {
      const row = page.locator('tr', { has: page.getByText(name, { exact: true }) })
      return (await row.locator('td').first().textContent()) ?? ''
    },
  }
}
