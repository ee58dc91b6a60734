import { defineComponent, h, proxyRefs, withDirectives } from 'vue'
import { useAudioDevices, useSpeech, useTranscription, vLevel } from '../../src/index.ts'

/** Shows all that the composables return, so that a server and a page have to agree on all of it. */
export const Page = defineComponent(() => {
  const { controller, ...transcription } = useTranscription({ token: 'none', autoStart: true })
  const { controller: speech, ...speaking } = useSpeech({ token: 'none' })
  const shown = [transcription, speaking, useAudioDevices()].map((refs) => proxyRefs(refs))
  return () =>
    h('div', [
      h('pre', JSON.stringify(shown)),
      withDirectives(h('i'), [[vLevel, controller]]),
      withDirectives(h('i'), [[vLevel, speech]]),
    ])
})
