import { PageWitness } from '@gradium-kit/fixtures/adapter'
import { StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { expect, inject, it, onTestFinished } from 'vitest'
import { Page } from './page.tsx'

it('T33 hydrates what a server in Node has rendered, without a word', async () => {
  const witness = new PageWitness()
  const container = document.body.appendChild(document.createElement('div'))
  container.innerHTML = inject('serverHtml')
  const sent = container.firstElementChild
  const errors: unknown[] = []
  const page = (
    <StrictMode>
      <Page />
    </StrictMode>
  )
  const root = hydrateRoot(container, page, { onRecoverableError: (error) => errors.push(error) })
  onTestFinished(() => {
    root.unmount()
    container.remove()
  })
  await expect.poll(() => container.textContent).toContain('"status":"error"')
  expect(errors).toEqual([])
  expect(container.firstElementChild).toBe(sent)
  expect(witness.spent).toEqual({ tokens: 0, microphones: 1, sockets: 1 })
})
