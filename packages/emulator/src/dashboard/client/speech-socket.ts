/** A message of the speech service. */
export interface ServerMessage {
  type: string
  /** Of a `step`. */
  vad?: { horizon_s: number; inactivity_prob: number }[]
  [field: string]: unknown
}

export interface SocketHandlers {
  message(message: ServerMessage): void
  /** After a normal end without, otherwise with a sentence. */
  closed(problem: string | undefined): void
}

/** One request on a speech socket of the emulator, opened with a fresh token. */
export interface SpeechSocket {
  send(message: ServerMessage): void
  readonly bufferedBytes: number
  close(): void
}

export async function openSpeechSocket(
  route: 'tts' | 'asr',
  key: string,
  handlers: SocketHandlers,
): Promise<SpeechSocket> {
  const answer = await fetch('/api/api-keys/token', { headers: { 'x-api-key': key } })
  if (!answer.ok) throw new Error(`No token: the emulator answered ${answer.status}.`)
  const { token }: { token: string } = await answer.json()
  const url = new URL(`/api/speech/${route}?token=${encodeURIComponent(token)}`, location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const socket = new WebSocket(url)
  let problem: string | undefined
  let hasEnded = false
  socket.addEventListener('message', (event: MessageEvent<string>) => {
    try {
      const message: ServerMessage = JSON.parse(event.data)
      if (message.type === 'error') {
        problem = `The emulator refused: ${String(message['message'])} (code ${String(message['code'])}).`
      }
      if (message.type === 'end_of_stream') hasEnded = true
      handlers.message(message)
    } catch (error) {
      problem = `A message could not be read: ${error instanceof Error ? error.message : 'unknown'}`
      socket.close(4000)
    }
  })
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true })
    socket.addEventListener('error', () => reject(new Error('The socket could not be opened.')), {
      once: true,
    })
  })
  socket.addEventListener('close', (event) => {
    const isGood = hasEnded || (event.code === 1000 && problem === undefined)
    handlers.closed(
      isGood ? undefined : (problem ?? `The connection was lost (close code ${event.code}).`),
    )
  })
  return {
    send: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
    },
    get bufferedBytes() {
      return socket.bufferedAmount
    },
    close: () => socket.close(1000),
  }
}
