import { element, textElement } from './element.ts'

const presets = [
  {
    label: 'TTS: error 1011 after setup',
    rule: { match: { route: 'tts' }, what: { kind: 'error', code: 1011 } },
  },
  {
    label: 'TTS: connection cut after 5 audio messages',
    rule: { match: { route: 'tts' }, when: { afterAudio: 5 }, what: { kind: 'fin' } },
  },
  {
    label: 'TTS: silence without a close after 5 audio messages',
    rule: { match: { route: 'tts' }, when: { afterAudio: 5 }, what: { kind: 'stall' } },
  },
  {
    label: 'STT: error 1008 after setup',
    rule: { match: { route: 'stt' }, what: { kind: 'error', code: 1008 } },
  },
  {
    label: 'STT: ready comes 2 s late',
    rule: { match: { route: 'stt' }, what: { kind: 'delay', milliseconds: 2000 } },
  },
  {
    label: 'Tokens: HTTP 503',
    rule: { match: { route: 'token' }, what: { kind: 'status', status: 503 } },
  },
]

/** Check boxes that add fault rules to the emulator and take them away. */
export class FaultSwitches {
  readonly #ids = new Map<HTMLInputElement, string>()

  constructor() {
    const fieldset = element('faults', HTMLFieldSetElement)
    for (const { label, rule } of presets) {
      const box = document.createElement('input')
      box.type = 'checkbox'
      box.addEventListener('change', () => {
        void this.#toggle(box, rule)
      })
      const wrapper = document.createElement('label')
      wrapper.className = 'check'
      wrapper.append(box, textElement('span', label))
      fieldset.append(wrapper)
    }
    element('clear-faults', HTMLButtonElement).addEventListener('click', () => {
      void this.#clear(fieldset)
    })
  }

  async #toggle(box: HTMLInputElement, rule: object): Promise<void> {
    box.disabled = true
    try {
      const id = this.#ids.get(box)
      if (box.checked) {
        const answer = await fetch('/__emulator/faults', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(rule),
        })
        const { id: added }: { id: string } = await answer.json()
        this.#ids.set(box, added)
      } else if (id !== undefined) {
        this.#ids.delete(box)
        await fetch(`/__emulator/faults/${encodeURIComponent(id)}`, { method: 'DELETE' })
      }
    } catch {
      box.checked = !box.checked
    } finally {
      box.disabled = false
    }
  }

  async #clear(fieldset: HTMLFieldSetElement): Promise<void> {
    await fetch('/__emulator/faults', { method: 'DELETE' })
    this.#ids.clear()
    for (const box of fieldset.querySelectorAll('input')) box.checked = false
  }
}
