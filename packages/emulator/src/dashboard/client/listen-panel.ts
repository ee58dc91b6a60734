import { resampled } from '../../sound/resampled.ts'
import { element } from './element.ts'
import type { Microphone } from './microphone.ts'
import { openMicrophone } from './microphone.ts'
import type { Speech } from './speech.ts'
import type { ServerMessage } from './speech-socket.ts'
import { Transcript } from './transcript.ts'
import { listeningRateHz, Transcription } from './transcription.ts'
import { readWavFile } from './wav-file.ts'

const turnHorizonSeconds = 2

/** Transcribes a file, the microphone or what was spoken through the STT socket. */
export class ListenPanel {
  readonly #language = element('language', HTMLSelectElement)
  readonly #file = element('file', HTMLInputElement)
  readonly #drop = element('drop', HTMLElement)
  readonly #record = element('record', HTMLButtonElement)
  readonly #readBack = element('read-back', HTMLButtonElement)
  readonly #silence = element('silence', HTMLMeterElement)
  readonly #heardSeconds = element('heard-seconds', HTMLOutputElement)
  readonly #status = element('listen-status', HTMLElement)
  readonly #error = element('listen-error', HTMLElement)
  readonly #transcript = new Transcript()
  readonly #key: () => string
  #transcription: Transcription | undefined
  #microphone: Microphone | undefined
  #speech: Speech | undefined

  constructor(options: { key: () => string }) {
    this.#key = options.key
    this.#record.addEventListener('click', () => {
      void this.#guarded(() =>
        this.#microphone === undefined ? this.#startRecording() : this.#stopRecording(),
      )
    })
    this.#readBack.addEventListener('click', () => {
      void this.#guarded(() => this.#readSpeech())
    })
    this.#file.addEventListener('change', () => this.#takeFile(this.#file.files))
    this.#drop.addEventListener('dragover', (event) => {
      event.preventDefault()
      this.#drop.classList.add('is-over')
    })
    this.#drop.addEventListener('dragleave', () => this.#drop.classList.remove('is-over'))
    this.#drop.addEventListener('drop', (event) => {
      event.preventDefault()
      this.#drop.classList.remove('is-over')
      this.#takeFile(event.dataTransfer?.files ?? null)
    })
  }

  /** Makes what was spoken available to be read back. */
  offer(speech: Speech): void {
    this.#speech = speech
    this.#readBack.disabled = false
  }

  #takeFile(files: FileList | null): void {
    const file = files?.[0]
    if (file === undefined) return
    void this.#guarded(async () => {
      const samples = await readWavFile(file, listeningRateHz)
      await this.#transcribe(samples, `Reading ${file.name}…`)
    })
  }

  async #readSpeech(): Promise<void> {
    if (this.#speech === undefined) return
    const { samples, sampleRateHz } = this.#speech
    await this.#transcribe(resampled(samples, sampleRateHz, listeningRateHz), 'Reading back…')
  }

  async #transcribe(samples: Float32Array, status: string): Promise<void> {
    const transcription = await this.#open(status)
    await transcription.sendAll(samples)
    transcription.finish()
  }

  async #startRecording(): Promise<void> {
    const early: Float32Array[] = []
    this.#microphone = await openMicrophone(listeningRateHz, (samples) => {
      if (this.#transcription === undefined) early.push(samples)
      else this.#transcription.send(samples)
    })
    this.#record.setAttribute('aria-pressed', 'true')
    this.#record.textContent = 'Stop recording'
    const transcription = await this.#open('Recording…')
    for (const samples of early) transcription.send(samples)
  }

  async #stopRecording(): Promise<void> {
    const microphone = this.#microphone
    this.#microphone = undefined
    this.#record.setAttribute('aria-pressed', 'false')
    this.#record.textContent = 'Record microphone'
    await microphone?.stop()
    this.#transcription?.finish()
  }

  async #open(status: string): Promise<Transcription> {
    this.#transcription?.close()
    this.#transcription = undefined
    this.#transcript.clear()
    this.#error.textContent = ''
    this.#status.textContent = status
    const transcription: Transcription = await Transcription.open({
      key: this.#key(),
      language: this.#language.value,
      onMessage: (message) => this.#receive(message),
      onClosed: (problem) => {
        if (this.#transcription === transcription) this.#closed(problem)
      },
    })
    this.#transcription = transcription
    return transcription
  }

  #receive(message: ServerMessage): void {
    if (message.type === 'text') {
      this.#transcript.add(String(message['text']), Number(message['start_s']))
    } else if (message.type === 'end_text') {
      this.#transcript.endWord(Number(message['stop_s']))
    } else if (message.type === 'step') {
      const entry = message.vad?.find(({ horizon_s: horizon }) => horizon === turnHorizonSeconds)
      const probability = entry?.inactivity_prob ?? 1
      this.#silence.value = probability
      this.#heardSeconds.value = `${Number(message['total_duration_s']).toFixed(1)} s heard`
      if (probability > 0.5) this.#transcript.endUtterance()
    }
  }

  #closed(problem: string | undefined): void {
    this.#transcription = undefined
    this.#transcript.endUtterance()
    const { wordCount } = this.#transcript
    this.#status.textContent = `Heard ${wordCount} ${wordCount === 1 ? 'word' : 'words'}.`
    if (problem !== undefined) this.#error.textContent = problem
    if (this.#microphone !== undefined) void this.#guarded(() => this.#stopRecording())
  }

  async #guarded(action: () => Promise<void>): Promise<void> {
    try {
      await action()
    } catch (error) {
      this.#status.textContent = ''
      this.#error.textContent = error instanceof Error ? error.message : 'Listening failed.'
      if (this.#microphone !== undefined) await this.#stopRecording()
    }
  }
}
