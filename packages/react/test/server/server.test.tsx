import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { renderToString } from 'react-dom/server'
import type { ReactElement } from 'react'
import { expect, it } from 'vitest'
import { useTranscription } from '../../src/index.ts'
import { useController, useSelection, useSnapshot } from '../../src/use-controller.ts'
import { Page } from './page.tsx'

it('T33 renders in plain Node, where there is no page', () => {
  expect(typeof document).toBe('undefined')
  const html = renderToString(<Page />)
  expect(html).toContain('&quot;status&quot;:&quot;idle&quot;')
  expect(renderToString(<Page />)).toBe(html)
})

it('T33 leaves no subscription behind after 1,000 renders on a server', () => {
  const snapshot = { status: 'idle' }
  const counts = { subscribed: 0, retained: 0, told: 0 }
  const create = (): Parameters<typeof useSnapshot<typeof snapshot>>[0] & {
    setOptions: () => void
    retain: () => () => void
  } => ({
    getSnapshot: () => snapshot,
    getServerSnapshot: () => snapshot,
    subscribe: () => {
      counts.subscribed += 1
      return () => {}
    },
    setOptions: () => void (counts.told += 1),
    retain: () => {
      counts.retained += 1
      return () => {}
    },
  })
  function Counted(): ReactElement {
    const controller = useController(create, {})
    const { status } = useSnapshot(controller)
    return <p>{useSelection(controller, () => status)}</p>
  }
  for (let render = 0; render < 1_000; render++)
    expect(renderToString(<Counted />)).toBe('<p>idle</p>')
  expect(counts).toEqual({ subscribed: 0, retained: 0, told: 0 })
})

it('T33 leaves nothing for the garbage collector to keep after 1,000 renders on a server', async () => {
  const controllers: WeakRef<object>[] = []
  function Watched(): null {
    controllers.push(new WeakRef(useTranscription({ token: 'none', autoStart: true }).controller))
    return null
  }
  for (let render = 0; render < 1_000; render++) renderToString(<Watched />)
  expect(controllers).toHaveLength(1_000)
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  await new Promise(setImmediate)
  collectGarbage()
  expect(controllers.filter((controller) => controller.deref() !== undefined)).toEqual([])
})
