import { Commits, type Adapter, type Mounted } from '@gradium-kit/fixtures/adapter'
import { render } from 'vitest-browser-vue'
import {
  defineComponent,
  h,
  KeepAlive,
  nextTick,
  proxyRefs,
  ref,
  shallowRef,
  withDirectives,
  type Ref,
  type VNode,
} from 'vue'
import { useAudioDevices, useSpeech, useTranscription, vLevel } from '../src/index.ts'

/** Sets a component up and returns what it shows, and its element. */
type Setup<Shown> = (shownNumber: Ref<number>) => { shown: Shown; meter: () => VNode }

async function mount<Shown extends object>(setup: Setup<Shown>): Promise<Mounted<Shown>> {
  const commits = new Commits<Shown>()
  const shownNumber = ref(0)
  const isHidden = ref(false)
  const Component = defineComponent({
    setup() {
      const { shown, meter } = setup(shownNumber)
      return () => {
        void shownNumber.value
        // Reads every field, as a template that shows all of them would.
        commits.add({ ...shown })
        return meter()
      }
    },
  })
  const { unmount, container } = await render(
    defineComponent(() => () => h(KeepAlive, () => (isHidden.value ? h('p') : h(Component)))),
  )
  await nextTick()
  const set = async <Value>(target: Ref<Value>, value: Value): Promise<void> => {
    target.value = value
    await nextTick()
  }
  return {
    commits,
    renderAgain: (number) => set(shownNumber, number),
    hide: () => set(isHidden, true),
    show: () => set(isHidden, false),
    unmount,
    meter: () => container.querySelector<HTMLElement>('[data-meter]')!,
  }
}

/** Every component in `<KeepAlive>`, with options from a getter. */
export const vueAdapter: Adapter = {
  name: 'Vue',
  keepsHidden: true,
  transcription: (wishes) =>
    mount((shownNumber) => {
      const transcription = useTranscription(() => {
        const number = shownNumber.value
        return {
          ...wishes,
          onStep: () => wishes.onStep?.(),
          onSegment: (segment) => wishes.onSegment?.(segment, number),
        }
      })
      const meter = (): VNode =>
        withDirectives(h('div', { 'data-meter': '' }), [[vLevel, transcription.controller]])
      return { shown: proxyRefs(transcription), meter }
    }),
  speech: (wishes) =>
    mount(() => {
      const speech = useSpeech(shallowRef({ ...wishes }))
      const meter = (): VNode =>
        withDirectives(h('div', { 'data-meter': '' }), [[vLevel, speech.controller]])
      return { shown: proxyRefs(speech), meter }
    }),
  devices: () => mount(() => ({ shown: proxyRefs(useAudioDevices()), meter: () => h('div') })),
}
