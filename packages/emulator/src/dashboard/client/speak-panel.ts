import { Captions } from './captions.ts'
import { element } from './element.ts'
import { outputDecoder } from './output-decoder.ts'
import { Player } from './player.ts'
import { Speech } from './speech.ts'
import type { ServerMessage, SpeechSocket } from './speech-socket.ts'
import { openSpeechSocket } from './speech-socket.ts'

/** Speaks the text of the form through the TTS socket. */
export class SpeakPanel {
  readonly #form = element('speak-form', HTMLFormElement)
  readonly #text = element('text', HTMLTextAreaElement)
  readonly #voice = element('voice', HTMLSelectElement)
  readonly #format = element('format', HTMLSelectElement)
  readonly #speak = element('speak', HTMLButtonElement)
  readonly #stop = element('stop', HTMLButtonElement)
  readonly #download = element('download', HTMLButtonElement)
  readonly #status = element('speak-status', HTMLElement)
  readonly #error = element('speak-error', HTMLElement)
  readonly #captions = new Captions(element('captions', HTMLElement))
  readonly #key: () => string
  readonly #onSpoken: (speech: Speech) => void
  #player: Player | undefined
  #socket: SpeechSocket | undefined
  #speech: Speech | undefined
  #runs = 0

  constructor(options: { key: () => string; onSpoken: (speech: Speech) => void }) {
    this.#key = options.key
    this.#onSpoken = options.onSpoken
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault()
      void this.#start()
    })
    this.#stop.addEventListener('click', () => this.#end('Stopped.'))
    this.#download.addEventListener('click', () => this.#save())
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !this.#stop.disabled) this.#end('Stopped.')
    })
  }

  async #start(): Promise<void> {
    if (this.#text.value.trim() === '') {
      this.#status.textContent = 'Type a text first.'
      return
    }
    this.#runs += 1
    const run = this.#runs
    this.#setRunning(true)
    this.#captions.clear()
    this.#error.textContent = ''
    this.#status.textContent = 'Speaking…'
    try {
      const player = await Player.open((seconds, isDone) => this.#progress(seconds, isDone))
      this.#player = player
      const socket = await openSpeechSocket('tts', this.#key(), {
        message: (message) => this.#receive(message, run),
        closed: (problem) => this.#closed(problem, run),
      })
      if (run !== this.#runs) {
        socket.close()
        await player.close()
        return
      }
      this.#socket = socket
      socket.send({ type: 'setup', voice_id: this.#voice.value, output_format: this.#format.value })
      socket.send({ type: 'text', text: this.#text.value })
      socket.send({ type: 'end_of_stream' })
    } catch (error) {
      this.#error.textContent = error instanceof Error ? error.message : 'Speaking failed.'
      this.#end('')
    }
  }

  #receive(message: ServerMessage, run: number): void {
    if (run !== this.#runs) return
    if (message.type === 'ready') {
      this.#speech = new Speech(outputDecoder(this.#format.value), Number(message['sample_rate']))
    } else if (message.type === 'audio' && this.#speech !== undefined) {
      const samples = this.#speech.add(String(message['audio']))
      this.#player?.push(samples, this.#speech.sampleRateHz)
    } else if (message.type === 'text') {
      this.#captions.add(String(message['text']), Number(message['start_s']))
    } else if (message.type === 'end_of_stream') {
      this.#player?.finish()
      if (this.#speech !== undefined) this.#onSpoken(this.#speech)
      this.#download.disabled = this.#speech === undefined
    }
  }

  #closed(problem: string | undefined, run: number): void {
    if (run !== this.#runs || problem === undefined) return
    this.#error.textContent = problem
    this.#end('')
  }

  #progress(playedSeconds: number, isDone: boolean): void {
    this.#captions.show(playedSeconds, isDone)
    if (isDone) this.#end(`Spoken in ${playedSeconds.toFixed(1)} s.`)
  }

  #end(status: string): void {
    this.#runs += 1
    this.#status.textContent = status
    this.#socket?.close()
    void this.#player?.close()
    this.#socket = undefined
    this.#player = undefined
    this.#setRunning(false)
  }

  #setRunning(isRunning: boolean): void {
    const hadFocus = document.activeElement === this.#stop
    this.#speak.disabled = isRunning
    this.#stop.disabled = !isRunning
    if (!isRunning && hadFocus) this.#speak.focus()
  }

  #save(): void {
    if (this.#speech === undefined) return
    const url = URL.createObjectURL(new Blob([this.#speech.toWav()], { type: 'audio/wav' }))
    const link = document.createElement('a')
    link.href = url
    link.download = 'speech.wav'
    link.click()
    URL.revokeObjectURL(url)
  }
}
