import { useSpeech, useTranscription } from '@gradium-kit/vue'
import { createApp, h, ref } from 'vue'
import { service } from './service.js'

/** The same page in Vue; a render function, because no bundler reads single-file components unconfigured. */
const page = {
  setup() {
    const { text, status, error, start, stop } = useTranscription(service)
    const speech = useSpeech(service)
    const said = ref('')
    const say = async () => {
      const { outcome, heardText } = await speech.speak(text.value)
      said.value = `${outcome}: ${heardText}`
    }
    return () =>
      h('main', [
        h('button', { onClick: start }, 'Listen'),
        h('button', { onClick: stop }, 'Stop'),
        h('button', { onClick: say }, 'Say it'),
        h('p', text.value),
        h('output', said.value),
        h(
          'p',
          { role: 'status' },
          (error.value ?? speech.error.value)?.message ?? `${status.value}, ${speech.status.value}`,
        ),
      ])
  },
}

createApp(page).mount(document.body.appendChild(document.createElement('div')))
