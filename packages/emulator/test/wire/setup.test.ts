import { describe, expect, it } from 'vitest'
import { inputFormats, outputFormats } from '../../src/wire/audio-format.ts'
import { closeReason } from '../../src/wire/server-message.ts'
import { parseSetup } from '../../src/wire/setup.ts'

describe('formats', () => {
  it('are the twelve names of PROTOCOL.md §4, with 80 ms frames', () => {
    expect([...outputFormats.keys()].toSorted()).toEqual(
      'alaw_8000 mulaw_8000 opus pcm pcm_16000 pcm_22050 pcm_24000 pcm_44100 pcm_48000 pcm_8000 ulaw_8000 wav'.split(
        ' ',
      ),
    )
    for (const format of [...outputFormats.values(), ...inputFormats.values()]) {
      expect(format.frameSamples).toBe(Math.round(format.sampleRateHz * 0.08))
    }
    expect(outputFormats.get('pcm')).toMatchObject({ sampleRateHz: 48000, frameBytes: 7680 })
    expect(inputFormats.get('pcm')).toMatchObject({ sampleRateHz: 24000, frameBytes: 3840 })
  })
})

describe('parseSetup', () => {
  it('fills in the defaults of the service', () => {
    expect(parseSetup('tts', {}, false)).toMatchObject({
      modelName: 'default',
      isClosedAfterEnd: true,
      output: { name: 'wav' },
      settings: { speed: 1 },
      voiceId: undefined,
    })
    expect(parseSetup('stt', {}, false)).toMatchObject({
      input: { name: 'wav' },
      settings: { language: undefined, delayInFrames: 10 },
    })
    expect(parseSetup('s2s', {}, false)).toMatchObject({
      input: { name: 'wav' },
      output: { name: 'wav' },
    })
  })

  it.each([
    [{ delay_in_frames: 32 }, 32],
    [{ delay_in_frames: 0 }, 0],
    [{ delay_in_tokens: 7 }, 7],
  ])('reads the delay of %j', (json_config, delayInFrames) => {
    expect(parseSetup('stt', { json_config }, false)).toMatchObject({ settings: { delayInFrames } })
  })

  it.each([
    [{ delay_in_frames: 81 }, 'delay_in_frames should be between 0.0 and 80.0'],
    [{ delay_in_frames: 1.5 }, 'delay_in_frames should be an integer'],
    [{ temp: 'hot' }, 'temp should be a number'],
    [{ keywords: { words: Array(501).fill('a') } }, 'parsing keywords: at most 500 words'],
    [
      { keywords: { words: [], boost: 7 } },
      'parsing keywords: boost should be between -6.0 and 6.0',
    ],
    [{ target_language: 'any' }, 'unsupported target_language'],
  ])('refuses %j', (json_config, text) => {
    expect(() => parseSetup('stt', { json_config }, false)).toThrow(text)
  })
})

describe('closeReason', () => {
  it('keeps whole characters within 123 bytes of the first line', () => {
    expect(closeReason('short\nfooter')).toBe('short')
    const cut = closeReason('é👋'.repeat(60))
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(123)
    expect(cut).toBe('é👋'.repeat(20) + 'é')
  })
})
