import type { TranscriptionController } from '@gradium-kit/browser'
import { Commits, PageWitness, spokenStream } from '@gradium-kit/fixtures/adapter'
import { memo, StrictMode, Suspense, useEffect, useLayoutEffect, type ReactElement } from 'react'
import { expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import {
  useSelection,
  useTranscription,
  useTranscriptionController,
  type TranscriptionOptions,
} from '../src/index.ts'

it('T5 selects a new object from each snapshot without a loop, and renders for it alone', async () => {
  const witness = new PageWitness()
  const { stream, say } = await spokenStream('One two three.')
  const outer = new Commits<undefined>()
  const inner = new Commits<{ words: number }>()
  let start!: () => Promise<void>

  function Count({ of: controller }: { of: TranscriptionController }) {
    const selected = useSelection(controller, ({ segments }) => ({ words: segments.length }))
    const again = useSelection(controller, ({ segments }) => ({ words: segments.length }))
    useEffect(() => {
      expect(again).toEqual(selected)
      inner.add(selected)
    })
    return <p>{selected.words}</p>
  }
  function Page(): ReactElement {
    const controller = useTranscriptionController({
      ...witness.service,
      microphone: { stream },
    })
    useEffect(() => {
      ;({ start } = controller)
      outer.add(undefined)
      expect(controller.getSnapshot()).toBe(controller.getSnapshot())
      expect(controller.getServerSnapshot()).toBe(controller.getServerSnapshot())
    })
    return <Count of={controller} />
  }
  await render(<Page />)
  await start()
  say()
  await inner.until(({ words }) => words > 0)
  expect(outer.count).toBe(1)
})

it('T5 renders a component only when what it selects has changed', async () => {
  const witness = new PageWitness()
  const { stream, say } = await spokenStream('One two three.')
  const statuses = new Commits<string>()
  const texts = new Commits<string>()
  let start!: () => Promise<void>

  const Status = memo(({ of: controller }: { of: TranscriptionController }) => {
    const status = useSelection(controller, (snapshot) => snapshot.status)
    useEffect(() => statuses.add(status))
    return null
  })
  function Page(): ReactElement {
    const { controller, ...shown } = useTranscription({
      ...witness.service,
      microphone: { stream },
    })
    useEffect(() => {
      ;({ start } = shown)
      texts.add(shown.text)
    })
    return <Status of={controller} />
  }
  await render(<Page />)
  await start()
  say()
  await texts.until((text) => text !== '')
  expect(texts.count).toBeGreaterThan(statuses.count)
  expect(statuses.values).toEqual(['idle', 'requesting-microphone', 'connecting', 'listening'])
})

it('has the options of a commit before any effect of it runs, also of children', async () => {
  const witness = new PageWitness()
  const seen: string[] = []
  let token = (): Promise<string> => Promise.reject(new Error('Too early.'))

  function Child({ start }: { start: () => Promise<void> }): null {
    useLayoutEffect(() => void start(), [start])
    return null
  }
  function Page({ name }: { name: string }): ReactElement {
    const options: TranscriptionOptions = {
      baseUrl: witness.baseUrl,
      token: () => token(),
      onStatusChange: () => seen.push(name),
    }
    const controller = useTranscriptionController(options)
    return name === 'second' ? <Child start={controller.start} /> : <p />
  }
  token = witness.token
  const { rerender } = await render(<Page name="first" />)
  await rerender(<Page name="second" />)
  await expect.poll(() => seen.length).toBe(3)
  expect(new Set(seen)).toEqual(new Set(['second']))
})

it('leaks nothing from a render that Suspense throws away', async () => {
  const witness = new PageWitness()
  const shown = new Commits<string>()
  let arrive!: () => void
  let hasArrived = false
  const data = new Promise<void>((resolve) => {
    arrive = () => {
      hasArrived = true
      resolve()
    }
  })

  function Page(): ReactElement {
    const { status } = useTranscription({ ...witness.service, autoStart: true })
    if (!hasArrived) suspend(data)
    return <Shown commits={shown} value={status} />
  }
  const screen = await render(
    <StrictMode>
      <Suspense fallback={<p>waiting</p>}>
        <Page />
      </Suspense>
    </StrictMode>,
  )
  await expect.element(screen.getByText('waiting')).toBeVisible()
  expect(witness.spent).toEqual({ tokens: 0, microphones: 0, sockets: 0 })
  arrive()
  await shown.until((status) => status === 'listening')
  expect(witness.spent).toEqual({ tokens: 1, microphones: 1, sockets: 1 })
})

/** How a render suspends in every React. */
function suspend(until: Promise<void>): never {
  // oxlint-disable-next-line typescript/only-throw-error
  throw until
}

function Shown({ commits, value }: { commits: Commits<string>; value: string }): null {
  useEffect(() => commits.add(value))
  return null
}
