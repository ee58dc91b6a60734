import type { EmulatorOptions, FaultRule, JournalEntry } from '@gradium-kit/emulator'
import { onTestFinished } from 'vitest'
import { commands } from 'vitest/browser'

const headers = { 'x-api-key': 'emulator' }

/** An emulator for one test, and a token route in front of it. */
export class LocalService {
  readonly url: string
  /** Every token that was handed out. */
  readonly tokens: string[] = []

  static async open(options: EmulatorOptions = {}): Promise<LocalService> {
    const url = await commands.openEmulator({ clock: 'instant', ...options })
    onTestFinished(() => commands.killEmulator(url))
    return new LocalService(url)
  }

  constructor(url: string) {
    this.url = url
  }

  /** Options of a controller that talks to it. */
  get options(): { baseUrl: string; token: () => Promise<string> } {
    return { baseUrl: this.url, token: () => this.token() }
  }

  async token(): Promise<string> {
    const answer = await fetch(`${this.url}/api-keys/token`, { headers })
    const { token } = (await answer.json()) as { token: string }
    this.tokens.push(token)
    return token
  }

  kill(): Promise<void> {
    return commands.killEmulator(this.url)
  }

  revive(): Promise<void> {
    return commands.reviveEmulator(this.url)
  }

  async fault(rule: FaultRule): Promise<void> {
    const body = JSON.stringify(rule)
    await fetch(this.#control('faults'), { method: 'POST', body })
  }

  /** Connections that the service has seen, oldest first. */
  async sessions(): Promise<{ id: string; route: string; isOpen: boolean; closeCode?: number }[]> {
    return this.#read('sessions')
  }

  async journal(query: Record<string, string> = {}): Promise<JournalEntry[]> {
    const path = `journal?${new URLSearchParams({ limit: '10000', ...query })}`
    return (await this.#read<{ entries: JournalEntry[] }>(path)).entries
  }

  /** What a session has heard: 16-bit samples. */
  async sound(session: string): Promise<Int16Array> {
    const path = `sessions/${session}/audio.wav?direction=in`
    const wav = await (await fetch(this.#control(path))).arrayBuffer()
    return new Int16Array(wav.slice(44))
  }

  /** Words as the service itself says them, which it reads back exactly: 24 kHz, 16-bit. */
  async speech(text: string): Promise<Int16Array> {
    const body = JSON.stringify({
      text,
      voice_id: 'YTpq7expH9539ERJ',
      output_format: 'pcm_24000',
      only_audio: true,
    })
    const answer = await fetch(`${this.url}/post/speech/tts`, { method: 'POST', headers, body })
    return new Int16Array(await answer.arrayBuffer())
  }

  async #read<Answer>(path: string): Promise<Answer> {
    return (await fetch(this.#control(path))).json() as Promise<Answer>
  }

  #control(path: string): string {
    return new URL(`/__emulator/${path}`, this.url).href
  }
}
