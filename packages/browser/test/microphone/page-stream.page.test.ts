import type { GradiumError } from '@gradium-kit/core'
import { expect, onTestFinished, test, vi } from 'vitest'
import { deferred, isSilent, Listener } from './listener.ts'

/** A tone that the page makes itself. */
function toneStream(): { stream: MediaStream; track: MediaStreamTrack; context: AudioContext } {
  const context = new AudioContext()
  const tone = new OscillatorNode(context)
  const destination = new MediaStreamAudioDestinationNode(context)
  tone.connect(destination)
  tone.start()
  onTestFinished(() => context.close())
  const { stream } = destination
  return { stream, track: stream.getAudioTracks()[0]!, context }
}

test('records a stream of the page without asking for a microphone, and leaves it as it was', async () => {
  const getUserMedia = vi.spyOn(navigator.mediaDevices, 'getUserMedia')
  onTestFinished(() => getUserMedia.mockRestore())
  const { stream, track, context } = toneStream()
  const listener = new Listener({ stream, context })
  const { microphone } = listener
  await microphone.start()
  await listener.heard(3)
  expect(isSilent(listener.frames[2]!)).toBe(false)
  microphone.mute()
  expect(track.enabled).toBe(true)
  await listener.hears(1)
  const from = listener.frames.length
  await listener.hears(3)
  expect(isSilent(listener.samples.subarray(from * 1_920))).toBe(true)
  await microphone.unmute()
  await listener.hears(3)
  expect(isSilent(listener.frames.at(-1)!)).toBe(false)
  await expect(microphone.setDevice('default')).rejects.toMatchObject({ code: 'config' })
  await microphone.stop()
  expect(track).toMatchObject({ enabled: true, readyState: 'live' })
  expect(context.state).toBe('running')
  expect(getUserMedia).not.toHaveBeenCalled()
})

test('goes on with the same stream after a held mute', async () => {
  const { stream, track, context } = toneStream()
  const listener = new Listener({ stream, context, mutePolicy: 'hold' })
  const { microphone } = listener
  await microphone.start()
  await listener.heard(2)
  microphone.mute()
  expect(track).toMatchObject({ enabled: true, readyState: 'live' })
  await microphone.unmute()
  await listener.hears(3)
  expect(isSilent(listener.frames.at(-1)!)).toBe(false)
})

test('ends, and sends no silence, when the page stops the stream, of which there is no event', async () => {
  const { stream, track, context } = toneStream()
  const lost = deferred<GradiumError>()
  const listener = new Listener({ stream, context, onEnd: lost.resolve })
  await listener.microphone.start()
  await listener.heard(2)
  track.stop()
  expect(await lost.promise).toMatchObject({ code: 'mic-lost', phase: 'capture' })
  expect(listener.microphone.isLive).toBe(false)
  const { length } = listener.frames
  const clock = new Listener()
  await clock.microphone.start()
  await clock.heard(5)
  expect(listener.frames).toHaveLength(length)
})

test('refuses a stream without live audio', async () => {
  const { stream, track } = toneStream()
  track.stop()
  await expect(new Listener({ stream }).microphone.start()).rejects.toMatchObject({
    code: 'config',
  })
  const { microphone } = new Listener({ stream: new MediaStream() })
  await expect(microphone.start()).rejects.toMatchObject({ code: 'config' })
})
