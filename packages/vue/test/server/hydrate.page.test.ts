import { PageWitness } from '@gradium-kit/fixtures/adapter'
import { expect, inject, it, onTestFinished } from 'vitest'
import { createSSRApp } from 'vue'
import { Page } from './page.ts'

it('T33 hydrates what a server in Node has rendered, without a word', async () => {
  const witness = new PageWitness()
  const container = document.body.appendChild(document.createElement('div'))
  container.innerHTML = inject('serverHtml')
  const sent = container.firstElementChild
  const app = createSSRApp(Page)
  app.mount(container)
  onTestFinished(() => {
    app.unmount()
    container.remove()
  })
  await expect.poll(() => container.textContent).toContain('"status":"error"')
  expect(container.firstElementChild).toBe(sent)
  expect(witness.spent).toEqual({ tokens: 0, microphones: 1, sockets: 1 })
})
