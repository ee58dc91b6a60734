import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createSSRApp, defineComponent, effectScope } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { useTranscription } from '../../src/index.ts'
import { useController, useSnapshot } from '../../src/use-controller.ts'
import { Page } from './page.ts'

const snapshot = { status: 'idle' }
const counts = { subscribed: 0, retained: 0 }

/** A controller that counts who uses it. */
function counting(): {
  getSnapshot: () => typeof snapshot
  getServerSnapshot: () => typeof snapshot
  subscribe: () => () => void
  setOptions: () => void
  retain: () => () => void
} {
  return {
    getSnapshot: () => snapshot,
    getServerSnapshot: () => snapshot,
    subscribe: () => {
      counts.subscribed += 1
      return () => {}
    },
    setOptions: () => {},
    retain: () => {
      counts.retained += 1
      return () => {}
    },
  }
}

it('T33 renders in plain Node, where there is no page, without a warning', async () => {
  const warn = vi.spyOn(console, 'warn')
  onTestFinished(() => warn.mockRestore())
  expect(typeof document).toBe('undefined')
  const html = await renderToString(createSSRApp(Page))
  expect(html).toContain('&quot;status&quot;:&quot;idle&quot;')
  expect(await renderToString(createSSRApp(Page))).toBe(html)
  expect(warn).not.toHaveBeenCalled()
})

it('T33 leaves no subscription behind after 1,000 renders on a server', async () => {
  const Counted = defineComponent(() => {
    const { status } = useSnapshot(useController(counting, {}))
    return () => status.value
  })
  for (let render = 0; render < 1_000; render++)
    expect(await renderToString(createSSRApp(Counted))).toBe('idle')
  expect(counts).toEqual({ subscribed: 0, retained: 0 })
})

it('T33 begins nothing in a scope on a server, which nobody may ever end', () => {
  effectScope().run(() => useSnapshot(useController(counting, {})))
  expect(counts).toEqual({ subscribed: 0, retained: 0 })
})

it('T33 leaves nothing for the garbage collector to keep after 1,000 renders on a server', async () => {
  const controllers: WeakRef<object>[] = []
  const Watched = defineComponent(() => {
    const { controller, status } = useTranscription({ token: 'none', autoStart: true })
    controllers.push(new WeakRef(controller))
    return () => status.value
  })
  for (let render = 0; render < 1_000; render++) await renderToString(createSSRApp(Watched))
  expect(controllers).toHaveLength(1_000)
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  await new Promise(setImmediate)
  collectGarbage()
  expect(controllers.filter((controller) => controller.deref() !== undefined)).toEqual([])
})
