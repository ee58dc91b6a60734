import { expect, onTestFinished, test, vi } from 'vitest'
import { Listener, watchUserMedia } from './listener.ts'

// The first of this file: the context that a page shares is made once.
test('T18 T37 never names a sample rate and never uses a MediaRecorder', async () => {
  const Context = vi.spyOn(globalThis, 'AudioContext')
  const Recorder = vi.spyOn(globalThis, 'MediaRecorder')
  onTestFinished(() => void vi.restoreAllMocks())
  const { wishes } = watchUserMedia()
  const { microphone } = new Listener({ mutePolicy: 'hold' })
  await microphone.start()
  await microphone.setDevice('default')
  microphone.mute()
  await microphone.unmute()
  await microphone.stop()
  expect(Context.mock.calls).toEqual([[{ latencyHint: 'interactive' }]])
  expect(wishes()).toHaveLength(3)
  expect(JSON.stringify(wishes())).not.toContain('sampleRate')
  expect(Recorder).not.toHaveBeenCalled()
})

test('T26 asks for everything that keeps the page from hearing itself, and shows what it got', async () => {
  const { wishes } = watchUserMedia()
  const { microphone } = new Listener()
  await microphone.start()
  expect(wishes()).toEqual([
    {
      audio: {
        channelCount: 1,
        echoCancellation: true,
        noiseSuppression: true,
        autoGainControl: true,
      },
    },
  ])
  expect(microphone.settings).toMatchObject({ echoCancellation: true, noiseSuppression: true })
})

test('T26 cancels the sound of the whole machine where the browser offers that', async () => {
  vi.spyOn(MediaStreamTrack.prototype, 'getCapabilities').mockReturnValue({
    echoCancellation: [true, false, 'all'],
  })
  const apply = vi.spyOn(MediaStreamTrack.prototype, 'applyConstraints').mockResolvedValue()
  onTestFinished(() => void vi.restoreAllMocks())
  await new Listener().microphone.start()
  await new Listener({ echoCancellation: true }).microphone.start()
  expect(apply).toHaveBeenCalledTimes(1)
  expect(apply.mock.calls[0]![0]).toMatchObject({ echoCancellation: 'all', autoGainControl: true })
})
