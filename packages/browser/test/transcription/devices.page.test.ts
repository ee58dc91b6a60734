import { describe, expect, it, vi } from 'vitest'
import { watchUserMedia } from '../microphone/listener.ts'
import { LocalService } from '../service/local-service.ts'
import { noise } from '../service/samples.ts'
import { Voice } from '../service/voice.ts'
import { Page } from './page.ts'

describe('the microphone of a transcription', () => {
  it('shows a device that was chosen before the start', async () => {
    const page = new Page(await LocalService.open())
    await page.controller.setDevice('chosen')
    expect(page.snapshot.deviceId).toBe('chosen')
    await page.controller.start()
    expect(page.snapshot).toMatchObject({ status: 'error', error: { code: 'mic-constraint' } })
    await page.controller.setDevice(undefined)
    await page.controller.start()
    expect(page.snapshot).toMatchObject({ status: 'listening', error: undefined })
  })

  it('goes on with the device it has when another one cannot be had', async () => {
    const service = await LocalService.open()
    const page = new Page(service)
    await page.controller.start()
    const { deviceId } = page.snapshot
    await page.controller.setDevice('no such device')
    expect(page.snapshot).toMatchObject({
      status: 'listening',
      deviceId,
      error: { code: 'mic-constraint' },
    })
    const other = (await navigator.mediaDevices.enumerateDevices()).find(
      (device) => device.kind === 'audioinput' && device.deviceId !== deviceId,
    )
    await page.controller.setDevice(other!.deviceId)
    expect(page.snapshot).toMatchObject({ deviceId: other!.deviceId, error: undefined })
    expect(service.tokens).toHaveLength(1)
  })

  it('T27 finds another microphone when this one is unplugged, on the same connection', async () => {
    const service = await LocalService.open()
    const media = watchUserMedia()
    const page = new Page(service)
    await page.controller.start()
    const [track] = await media.tracks()
    const startedAt = performance.now()
    track!.stop()
    track!.dispatchEvent(new Event('ended'))
    await vi.waitFor(() => expect(media.wishes()).toHaveLength(2))
    const tracks = await media.tracks()
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    expect(tracks.map(({ readyState }) => readyState)).toEqual(['ended', 'live'])
    expect(page.snapshot.status).toBe('listening')
    expect(service.tokens).toHaveLength(1)
  })

  it('T27 says so when there is no other microphone, and keeps the text', async () => {
    const service = await LocalService.open()
    const voice = new Voice()
    const page = new Page(service, { microphone: voice.microphone })
    const speech = await service.speech('Kept.')
    await page.controller.start()
    await voice.say(speech)
    await page.controller.flush()
    const [track] = voice.microphone.stream.getTracks()
    track!.stop()
    track!.dispatchEvent(new Event('ended'))
    expect(page.snapshot).toMatchObject({
      status: 'error',
      text: 'Kept.',
      error: { code: 'mic-lost' },
    })
  })

  it('T28 shows that the system mutes the microphone', async () => {
    const media = watchUserMedia()
    const page = new Page(await LocalService.open())
    await page.controller.start()
    const [track] = await media.tracks()
    Object.defineProperty(track, 'muted', { value: true })
    track!.dispatchEvent(new Event('mute'))
    expect(page.snapshot).toMatchObject({ isInputMuted: true, isMuted: false })
    await page.controller.stop()
    expect(page.snapshot.isInputMuted).toBe(false)
  })

  it.for(['silence', 'hold'] as const)(
    'T29 stays connected through 30 s of mute by %s',
    { timeout: 40_000 },
    async (mutePolicy) => {
      const service = await LocalService.open()
      const voice = new Voice()
      const page = new Page(service, { microphone: { ...voice.microphone, mutePolicy } })
      const speech = await service.speech('Heard again.')
      await page.controller.start()
      await voice.rest(0.2)
      page.controller.mute()
      expect(page.snapshot.isMuted).toBe(true)
      await voice.say(noise(30 * 24_000))
      const [muted] = await page.heard()
      expect(muted!.length / 24_000 > 25).toBe(mutePolicy === 'silence')
      expect(muted!.subarray(24_000).every((sample) => sample === 0)).toBe(true)
      await page.controller.unmute()
      await voice.say(speech)
      await page.controller.stop()
      expect(page.snapshot).toMatchObject({ text: 'Heard again.', reconnects: 0, error: undefined })
      expect(service.tokens).toHaveLength(1)
    },
  )
})
