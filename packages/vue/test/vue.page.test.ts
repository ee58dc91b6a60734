import { PageWitness, spokenStream } from '@gradium-kit/fixtures/adapter'
import { expect, it, onTestFinished } from 'vitest'
import { render } from 'vitest-browser-vue'
import {
  computed,
  createApp,
  defineComponent,
  effectScope,
  h,
  nextTick,
  reactive,
  ref,
  shallowRef,
  Suspense,
  watch,
  withDirectives,
  type HMRRuntime,
  type MaybeRefOrGetter,
  type Ref,
} from 'vue'
import {
  useTranscription,
  vLevel,
  type TranscriptionOptions,
  type UseTranscriptionReturn,
} from '../src/index.ts'

/** A composable outside of any component. */
function inScope(options: MaybeRefOrGetter<TranscriptionOptions>): {
  transcription: UseTranscriptionReturn
  dispose: () => void
} {
  const scope = effectScope()
  onTestFinished(() => scope.stop())
  const transcription = scope.run(() => useTranscription(options))!
  return { transcription, dispose: () => scope.stop() }
}

/** Resolves when the ref has the value. */
function until<Value>(source: Ref<Value>, fits: (value: Value) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const scope = effectScope(true)
    const look = (value: Value): void => {
      if (!fits(value)) return
      scope.stop()
      resolve()
    }
    scope.run(() => watch(source, look, { flush: 'sync' }))
    look(source.value)
  })
}

it('triggers each ref only when its own field changes', async () => {
  const witness = new PageWitness()
  const { stream, say } = await spokenStream('One two three.')
  const { transcription } = inScope({ ...witness.service, microphone: { stream } })
  const triggers = new Map<string, number>()
  const values = new Map<string, Set<unknown>>()
  const scope = effectScope()
  onTestFinished(() => scope.stop())
  const { status, text, segments, isSpeaking, isMuted, error, reconnects } = transcription
  const refs = { status, text, segments, isSpeaking, isMuted, error, reconnects }
  scope.run(() => {
    for (const [name, field] of Object.entries(refs)) {
      values.set(name, new Set([field.value]))
      triggers.set(name, 0)
      watch(
        () => field.value,
        (value) => {
          values.get(name)?.add(value)
          triggers.set(name, (triggers.get(name) ?? 0) + 1)
        },
        { flush: 'sync' },
      )
    }
  })
  await transcription.start()
  say()
  await until(text, (shown) => shown !== '')
  await until(isSpeaking, (speaks) => !speaks)
  await transcription.stop()
  await until(status, (shown) => shown === 'idle')
  expect(triggers.get('isMuted')).toBe(0)
  expect(triggers.get('error')).toBe(0)
  expect(triggers.get('reconnects')).toBe(0)
  expect(triggers.get('text')).toBe(witness.texts.length)
  expect(triggers.get('segments')).toBeLessThanOrEqual(witness.texts.length)
  expect(triggers.get('status')).toBeLessThanOrEqual(5)
  // No ref told of a value that it had already.
  expect(triggers.get('text')).toBe((values.get('text')?.size ?? 0) - 1)
  expect(triggers.get('segments')).toBe((values.get('segments')?.size ?? 0) - 1)
})

it('takes options as a plain object', async () => {
  const witness = new PageWitness()
  const { transcription, dispose } = inScope({ ...witness.service, autoStart: true })
  await until(transcription.status, (status) => status === 'listening')
  expect(witness.spent).toEqual({ tokens: 1, microphones: 1, sockets: 1 })
  dispose()
  await expect.poll(() => witness.liveTracks).toEqual([])
  await witness.allClosed()
})

it('takes options as a ref, and callbacks from its newest value', async () => {
  const witness = new PageWitness()
  const seen: string[] = []
  const named = (name: string): TranscriptionOptions => ({
    ...witness.service,
    onStatusChange: (status) => seen.push(`${name} ${status}`),
  })
  const options = shallowRef(named('first'))
  const { transcription } = inScope(options)
  options.value = named('second')
  await transcription.start()
  options.value = named('third')
  await transcription.stop()
  expect(seen).toEqual([
    'second requesting-microphone',
    'second connecting',
    'second listening',
    'third stopping',
    'third idle',
  ])
})

it('takes options as a getter, of whatever it reads', async () => {
  const witness = new PageWitness()
  const name = ref('first')
  const settings = reactive({ isMuted: false })
  const seen: string[] = []
  const { transcription } = inScope(() => {
    const text = `${name.value} ${settings.isMuted}`
    return { ...witness.service, onStatusChange: () => seen.push(text) }
  })
  name.value = 'second'
  settings.isMuted = true
  await transcription.start()
  expect(new Set(seen)).toEqual(new Set(['second true']))
})

it('works outside of any scope, without a warning, and begins when it is told to', async () => {
  const witness = new PageWitness()
  const { start, cancel, controller } = useTranscription({ ...witness.service, autoStart: true })
  expect(witness.spent).toEqual({ tokens: 0, microphones: 0, sockets: 0 })
  await start()
  expect(controller.getSnapshot().status).toBe('listening')
  cancel()
  expect(witness.liveTracks).toEqual([])
})

it('leaks nothing from an asynchronous setup that never ends', async () => {
  const witness = new PageWitness()
  const Page = defineComponent({
    async setup() {
      useTranscription({ ...witness.service, autoStart: true })
      await new Promise(() => {})
      return () => h('p')
    },
  })
  const { unmount } = await render(
    defineComponent(
      () => () => h(Suspense, null, { default: () => h(Page), fallback: () => 'waiting' }),
    ),
  )
  await nextTick()
  await unmount()
  expect(witness.spent).toEqual({ tokens: 0, microphones: 0, sockets: 0 })
})

it('vLevel follows another controller when its value changes', async () => {
  const container = document.createElement('div')
  const [low, high] = [{ level: () => 0.25 }, { level: () => 0.75 }]
  const source = shallowRef(low)
  const app = createApp(
    defineComponent(() => () => withDirectives(h('i'), [[vLevel, source.value]])),
  )
  app.mount(container)
  const meter = container.querySelector('i')!
  const level = (): string => meter.style.getPropertyValue('--level')
  expect(level()).toBe('0.25')
  source.value = high
  await nextTick()
  expect(level()).toBe('0.75')
  app.unmount()
  expect(level()).toBe('')
})

declare const __VUE_HMR_RUNTIME__: HMRRuntime

it('goes on with the same session when a template is edited, and with one session when a script is', async () => {
  const witness = new PageWitness()
  const shown = ref('')
  const edit = (text: string): ReturnType<typeof defineComponent> =>
    Object.assign(
      defineComponent({
        setup() {
          const { status } = useTranscription({ ...witness.service, autoStart: true })
          const told = computed(() => `${text} ${status.value}`)
          watch(told, (value) => (shown.value = value), { flush: 'sync' })
          return { status }
        },
        render: () => h('p', text),
      }),
      { __hmrId: 'captions.vue' },
    )
  const first = edit('first')
  __VUE_HMR_RUNTIME__.createRecord('captions.vue', first)
  const screen = await render(first)
  await until(shown, (text) => text === 'first listening')

  __VUE_HMR_RUNTIME__.rerender('captions.vue', () => h('p', 'edited'))
  await expect.element(screen.getByText('edited')).toBeVisible()
  expect(witness.spent).toEqual({ tokens: 1, microphones: 1, sockets: 1 })
  expect(shown.value).toBe('first listening')

  __VUE_HMR_RUNTIME__.reload('captions.vue', edit('second'))
  await until(shown, (text) => text === 'second listening')
  expect(witness.liveTracks).toHaveLength(1)
  await expect.poll(() => witness.openSockets.length).toBe(1)
})
