import { expect, onTestFinished, test, vi } from 'vitest'
import { Microphone } from '../../src/microphone/microphone.ts'
import { deferred, Listener, watchUserMedia } from './listener.ts'

function noTracks(tracks: MediaStreamTrack[]): boolean {
  return tracks.length > 0 && tracks.every(({ readyState }) => readyState === 'ended')
}

test('T7 ends every track at once when it was stopped or aborted before the browser answered', async () => {
  const { tracks } = watchUserMedia()
  const { microphone } = new Listener()
  const abort = new AbortController()
  const endings = [
    () => microphone.stop(),
    async () => microphone.cancel(),
    () => microphone[Symbol.asyncDispose](),
    async () => abort.abort(),
  ]
  for (const [index, end] of endings.entries()) {
    const starting = microphone.start(abort.signal)
    const ending = end()
    await expect(starting).rejects.toMatchObject({ code: 'aborted', phase: 'capture' })
    await ending
    const given = await tracks()
    const before = performance.now()
    await vi.waitFor(() => expect(noTracks(given)).toBe(true), { interval: 1 })
    expect(performance.now() - before).toBeLessThan(50)
    expect(given).toHaveLength(index + 1)
    expect(microphone.isLive).toBe(false)
  }
})

test('T7 does not ask for the microphone after an abort', async () => {
  const { wishes } = watchUserMedia()
  const { microphone } = new Listener()
  await expect(microphone.start(AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' })
  expect(wishes()).toEqual([])
})

test('T7 ends the tracks when the worklet cannot be loaded', async () => {
  const { tracks } = watchUserMedia()
  const context = new AudioContext()
  onTestFinished(() => context.close())
  const { microphone } = new Listener({ context, workletUrl: '/not-there.js?signature=secret' })
  const failure = await microphone.start().catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'worklet-load', phase: 'capture' })
  expect(String(failure)).toContain('/not-there.js')
  expect(String(failure)).not.toContain('secret')
  const given = await tracks()
  await vi.waitFor(() => expect(noTracks(given)).toBe(true))
})

test('says so when the script at workletUrl is another one', async () => {
  const script = URL.createObjectURL(new Blob([''], { type: 'text/javascript' }))
  const context = new AudioContext()
  onTestFinished(() => context.close())
  const { microphone } = new Listener({ workletUrl: script, context })
  await expect(microphone.start()).rejects.toMatchObject({ code: 'worklet-load' })
})

test('T8 leaves no track, no node and no running context behind', async () => {
  const connect = vi.spyOn(AudioNode.prototype, 'connect')
  const disconnect = vi.spyOn(AudioNode.prototype, 'disconnect')
  onTestFinished(() => void vi.restoreAllMocks())
  const { tracks } = watchUserMedia()
  for (const end of ['stop', 'cancel'] as const) {
    const { microphone, ...listener } = new Listener()
    await microphone.start()
    const [node] = connect.mock.contexts as AudioNode[]
    const context = node!.context as AudioContext
    await microphone[end]()
    expect(microphone.isLive).toBe(false)
    expect(microphone.level()).toBe(0)
    expect(noTracks(await tracks())).toBe(true)
    expect(new Set(disconnect.mock.contexts)).toEqual(new Set(connect.mock.contexts))
    await vi.waitFor(() => expect(context.state).toBe('suspended'))
    expect(listener).toBeDefined()
  }
  expect(connect.mock.calls.length).toBeGreaterThan(5)
})

test('goes on when it is started in the moment after a stop', async () => {
  const listener = new Listener()
  for (let round = 1; round <= 5; round++) {
    await listener.microphone.start()
    await listener.hears(2)
    await listener.microphone.stop()
  }
  void listener.microphone.stop()
  await listener.microphone.start()
  await listener.hears(3)
  expect(listener.microphone.isLive).toBe(true)
})

// Chromium, suspended while it resumes, now and then says `running` for ever, with a clock that stands still.
test('T30 does not let the shared context sleep before it has woken up', async () => {
  const awake = deferred<void>()
  const resume = vi.spyOn(AudioContext.prototype, 'resume').mockReturnValue(awake.promise)
  const suspend = vi.spyOn(AudioContext.prototype, 'suspend')
  onTestFinished(() => void vi.restoreAllMocks())
  const { microphone } = new Listener()
  const starting = microphone.start()
  microphone.cancel()
  await expect(starting).rejects.toMatchObject({ code: 'aborted' })
  expect(resume).toHaveBeenCalled()
  expect(suspend).not.toHaveBeenCalled()
  awake.resolve()
  await vi.waitFor(() => expect(suspend).toHaveBeenCalledTimes(1))
})

test('says so, and lets go of the microphone, when the page may not use audio yet', async () => {
  const { tracks } = watchUserMedia()
  const context = new AudioContext()
  onTestFinished(() => context.close())
  await context.suspend()
  vi.spyOn(context, 'resume').mockReturnValue(new Promise(() => {}))
  const { microphone } = new Listener({ context })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const failure = microphone.start().catch((error: unknown) => error)
  const patience = vi.spyOn(globalThis, 'setTimeout')
  while (patience.mock.calls.length === 0) await new Promise(requestAnimationFrame)
  vi.advanceTimersByTime(5_000)
  expect(await failure).toMatchObject({ code: 'audio-blocked', phase: 'capture' })
  expect((await tracks()).map(({ readyState }) => readyState)).toEqual(['ended'])
})

test('starts once however often it is asked to', async () => {
  const { wishes } = watchUserMedia()
  const { microphone } = new Listener()
  await Promise.all([microphone.start(), microphone.start()])
  await microphone.start()
  expect(wishes()).toHaveLength(1)
})

test('T11 gives the errors of the browser a code, and can be started afterwards', async () => {
  const getUserMedia = vi.spyOn(navigator.mediaDevices, 'getUserMedia')
  onTestFinished(() => getUserMedia.mockRestore())
  const { microphone } = new Listener()
  const codes = {
    NotAllowedError: 'mic-denied',
    NotFoundError: 'mic-not-found',
    NotReadableError: 'mic-busy',
    AbortError: 'mic-busy',
    OverconstrainedError: 'mic-constraint',
    SecurityError: 'mic-denied',
  }
  for (const [name, code] of Object.entries(codes)) {
    getUserMedia.mockRejectedValueOnce(new DOMException('', name))
    await expect(microphone.start()).rejects.toMatchObject({ code })
  }
  await microphone.start()
  expect(microphone.isLive).toBe(true)
})

test('T11 reports a device that is not there', async () => {
  const { microphone } = new Listener({ deviceId: 'gone' })
  await expect(microphone.start()).rejects.toMatchObject({ code: 'mic-constraint' })
})

test('T17 loads the worklet once for two that start together, and both hear', async () => {
  const context = new AudioContext()
  onTestFinished(() => context.close())
  const addModule = vi.spyOn(context.audioWorklet, 'addModule')
  const listeners = [new Listener({ context }), new Listener({ context })]
  await Promise.all(listeners.map(({ microphone }) => microphone.start()))
  await Promise.all(listeners.map((listener) => listener.heard(3)))
  expect(addModule).toHaveBeenCalledTimes(1)
})

test('T17 gets along with another copy of itself in the same context', async () => {
  const context = new AudioContext()
  onTestFinished(() => context.close())
  const script = URL.createObjectURL(
    new Blob([(await import('#worklets')).captureSource], { type: 'text/javascript' }),
  )
  await context.audioWorklet.addModule(script)
  const listener = new Listener({ context })
  await listener.microphone.start()
  await listener.heard(2)
  expect(listener.microphone.isLive).toBe(true)
})

test('T28 shows that the system or the device mutes it', async () => {
  const getUserMedia = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  let track!: MediaStreamTrack
  const spy = vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockImplementation(async (wish) => {
    const stream = await getUserMedia(wish)
    track = stream.getAudioTracks()[0]!
    Object.defineProperty(track, 'muted', { value: true, configurable: true })
    return stream
  })
  onTestFinished(() => spy.mockRestore())
  const seen: boolean[] = []
  const { microphone } = new Listener({
    onChange: () => seen.push(microphone.isInputMuted),
  })
  await microphone.start()
  expect(microphone.isInputMuted).toBe(true)
  Object.defineProperty(track, 'muted', { value: false, configurable: true })
  track.dispatchEvent(new Event('unmute'))
  Object.defineProperty(track, 'muted', { value: true })
  track.dispatchEvent(new Event('mute'))
  expect(seen).toEqual([true, false, true])
  expect(microphone.isMuted).toBe(false)
})

test('T36 says nothing and throws nothing when it has nothing to do', async () => {
  const complaints: unknown[] = []
  const complain = (event: Event): void => void complaints.push(event)
  addEventListener('error', complain)
  addEventListener('unhandledrejection', complain)
  for (const level of ['log', 'warn', 'error', 'info', 'debug'] as const) {
    vi.spyOn(console, level).mockImplementation((line) => void complaints.push(line))
  }
  onTestFinished(() => {
    removeEventListener('error', complain)
    removeEventListener('unhandledrejection', complain)
    vi.restoreAllMocks()
  })
  const { microphone } = new Listener()
  microphone.cancel()
  await microphone.stop()
  microphone.mute()
  await microphone.unmute()
  microphone.setGate(-50)
  await microphone.setDevice('default')
  expect(microphone.level()).toBe(0)
  expect(microphone.settings).toBeUndefined()
  await microphone.start()
  await Promise.all([microphone.stop(), microphone.stop()])
  await microphone.stop()
  microphone.cancel()
  microphone.mute()
  await microphone.unmute()
  await new Promise((resolve) => setTimeout(resolve))
  expect(complaints).toEqual([])
})

test('T40 tells iOS that the page records and plays, for as long as one of them does', async () => {
  const audioSession = { type: 'playback' }
  Object.defineProperty(navigator, 'audioSession', { value: audioSession, configurable: true })
  onTestFinished(() => void Reflect.deleteProperty(navigator, 'audioSession'))
  const first = new Listener().microphone
  const second = new Listener().microphone
  const starting = first.start()
  expect(audioSession.type).toBe('play-and-record')
  await starting
  await second.start()
  await first.stop()
  expect(audioSession.type).toBe('play-and-record')
  second.cancel()
  expect(audioSession.type).toBe('playback')
})

test('has no effect before it is started', () => {
  const { wishes } = watchUserMedia()
  const Context = vi.spyOn(globalThis, 'AudioContext')
  onTestFinished(() => Context.mockRestore())
  const microphone = new Microphone({ onAudio: () => {} })
  expect(microphone.isLive).toBe(false)
  expect(wishes()).toEqual([])
  expect(Context).not.toHaveBeenCalled()
})

test('shows how loud it is', async () => {
  const { microphone } = new Listener({ autoGainControl: false, noiseSuppression: false })
  await microphone.start()
  await vi.waitFor(() => expect(microphone.level()).toBeGreaterThan(0.1), {
    timeout: 5_000,
    interval: 5,
  })
  microphone.mute()
  expect(microphone.level()).toBe(0)
})
