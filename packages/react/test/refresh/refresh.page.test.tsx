import { createSignatureFunctionForTransform, performReactRefresh, register } from './runtime.ts'
import { Commits, PageWitness } from '@gradium-kit/fixtures/adapter'
import { useEffect, type ReactElement } from 'react'
import { expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { useTranscription } from '../../src/index.ts'

it('goes on with the same session when its component is edited (Fast Refresh)', async () => {
  const witness = new PageWitness()
  const shown = new Commits<string>()

  /** The module of the component as it is after an edit. */
  function edit(text: string): () => ReactElement {
    const sign = createSignatureFunctionForTransform()
    const Page = (): ReactElement => {
      sign(undefined)
      const { status } = useTranscription({ ...witness.service, autoStart: true })
      useEffect(() => shown.add(`${text} ${status}`))
      return <p>{text}</p>
    }
    sign(Page, 'useTranscription{}useEffect{}')
    register(Page, 'page.tsx Page')
    return Page
  }

  const First = edit('first')
  const screen = await render(<First />)
  await shown.until((text) => text === 'first listening')
  edit('second')
  performReactRefresh()
  await expect.element(screen.getByText('second')).toBeVisible()
  expect(await shown.until((text) => text.startsWith('second'))).toBe('second listening')
  expect(witness.spent).toEqual({ tokens: 1, microphones: 1, sockets: 1 })
  expect(witness.openSockets).toHaveLength(1)
})
