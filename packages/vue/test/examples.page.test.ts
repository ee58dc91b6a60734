import { PageWitness, spokenStream } from '@gradium-kit/fixtures/adapter'
import { expect, it } from 'vitest'
import { render } from 'vitest-browser-vue'
import Captions from '../examples/captions.vue'
import Conversation from '../examples/conversation.vue'
import MicrophonePanel from '../examples/microphone-panel.vue'
import TalkingPage from '../examples/talking-page.vue'

it('Captions starts, shows what is heard, and stops', async () => {
  const { stream, say } = await spokenStream('The ship leaves at noon.')
  const witness = new PageWitness({ microphone: stream })
  const screen = await render(Captions)
  await screen.getByRole('button', { name: 'Start' }).click()
  await expect.poll(() => witness.openSockets.length).toBe(1)
  say()
  const text = (): string => screen.container.querySelector('p')?.textContent ?? ''
  await expect.poll(text).not.toBe('')
  await screen.getByRole('button', { name: 'Stop' }).click()
  await expect.element(screen.getByRole('button', { name: 'Start' })).toBeVisible()
  expect(text()).toBe(witness.texts.join(' '))
  expect(witness.liveTracks).toEqual([])
  expect(witness.tokens).toBe(1)
})

it('TalkingPage marks each word as it is heard', async () => {
  const witness = new PageWitness()
  const screen = await render(TalkingPage, { props: { text: 'Good evening, everyone.' } })
  await screen.getByRole('button', { name: 'Speak' }).click()
  const heard = (): string => screen.container.querySelector('.heard')?.textContent.trim() ?? ''
  await expect.poll(heard).toBe('everyone.')
  expect(witness.tokens).toBe(1)
})

it('Conversation answers what was said', async () => {
  const { stream, say } = await spokenStream('The ship leaves at noon.')
  const witness = new PageWitness({ microphone: stream })
  const questions: string[] = []
  async function* answer(text: string): AsyncGenerator<string> {
    questions.push(text)
    yield 'So it does.'
  }
  const screen = await render(Conversation, { props: { answer } })
  await screen.getByRole('button', { name: 'Talk' }).click()
  await expect.poll(() => witness.openSockets.length).toBe(1)
  say()
  await expect.poll(() => questions.length).toBe(1)
  await expect.element(screen.getByText(questions[0]!)).toBeVisible()
  await expect.poll(() => witness.spent).toEqual({ tokens: 2, microphones: 1, sockets: 2 })
})

it('MicrophonePanel moves its meter, mutes, and changes the microphone', async () => {
  const witness = new PageWitness()
  const screen = await render(MicrophonePanel)
  const bar = screen.container.querySelector<HTMLElement>('.bar')!
  await expect.poll(() => Number(bar.style.getPropertyValue('--level'))).toBeGreaterThan(0)
  await screen.getByRole('button', { name: 'Mute' }).click()
  await expect.element(screen.getByRole('button', { pressed: true })).toBeVisible()

  await expect.poll(() => witness.openSockets.length).toBe(1)
  const picker = screen.getByRole('combobox', { name: 'Microphone' })
  await expect.element(picker).toBeVisible()
  const [, second] = picker.element().querySelectorAll('option')
  await picker.selectOptions(second!.value)
  await expect.element(picker).toHaveValue(second!.value)
  await expect.poll(() => witness.spent).toEqual({ tokens: 1, microphones: 2, sockets: 1 })
})
