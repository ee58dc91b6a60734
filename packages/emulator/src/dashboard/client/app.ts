import { element } from './element.ts'
import { FaultSwitches } from './fault-switches.ts'
import { ListenPanel } from './listen-panel.ts'
import { SpeakPanel } from './speak-panel.ts'
import { fillVoices } from './voice-list.ts'
import { WatchPanel } from './watch-panel.ts'

const keyField = element('key', HTMLInputElement)
const voices = element('voice', HTMLSelectElement)
const speakError = element('speak-error', HTMLElement)

function key(): string {
  return keyField.value
}

async function showVoices(): Promise<void> {
  speakError.textContent = ''
  await fillVoices(voices, key()).catch((error: unknown) => {
    speakError.textContent = error instanceof Error ? error.message : 'The voices are missing.'
  })
}

const listen = new ListenPanel({ key })
export const panels = [
  listen,
  new SpeakPanel({ key, onSpoken: (speech) => listen.offer(speech) }),
  new FaultSwitches(),
  new WatchPanel(),
]
keyField.addEventListener('change', () => {
  void showVoices()
})
await showVoices()
