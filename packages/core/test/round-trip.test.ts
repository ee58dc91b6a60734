import { describe, expect, it } from 'vitest'
import { audioFormats, type AudioFormat } from '../src/index.node.ts'
import { collect, startTestService, voiceId } from './harness.ts'

const texts = {
  en: "Hello, it's half past three.",
  fr: 'Ça va très bien, merci beaucoup.',
  de: 'Schöne Grüße aus München!',
  es: '¿Qué tal, señor Muñoz?',
  pt: 'Amanhã não há sessão de tradução.',
  emoji: 'Fine 😀 and 👩‍🚀 too',
}

describe.each(audioFormats)('%s', (format: AudioFormat) => {
  it.each(Object.entries(texts))(
    'comes back word for word over HTTP (%s)',
    async (_language, text) => {
      await using service = await startTestService()
      const speech = await service.gradium.speech.generate({ text, voiceId, format })
      const isContainer = format === 'wav' || format === 'opus'
      const transcript = await service.gradium.transcription.transcribe(
        speech.audio,
        isContainer ? {} : { format: speech.format },
      )
      expect(transcript.text).toBe(text)
      expect(speech.words.map((word) => word.text)).toEqual(text.split(' '))
    },
  )

  it.each(Object.entries(texts))(
    'comes back word for word over sockets (%s)',
    async (_language, text) => {
      await using service = await startTestService()
      const events = await collect(service.gradium.speech.stream({ text, format }))
      const audio = events.flatMap((event) => (event.type === 'audio' ? [event.audio] : []))
      const inputFormat = format === 'pcm' ? 'pcm_48000' : format
      const live = service.gradium.transcription.live({ format: inputFormat })
      for (const piece of audio) live.send(piece)
      expect((await live.finish()).text).toBe(text)
      expect(service.emulator.violations).toEqual([])
    },
  )
})
