import { expect, it, onTestFinished } from 'vitest'
import { userEvent } from 'vitest/browser'
import { SpeechController } from '../../src/speech/speech-controller.ts'
import { LocalService } from '../service/local-service.ts'
import { until } from '../service/until.ts'

it('T24 shows that the browser wants a click, and speaks from the first word after it', async () => {
  const service = await LocalService.open({ engine: 'oracle' })
  const words: number[] = []
  const controller = new SpeechController({
    ...service.options,
    onWord: (_, index) => words.push(index),
  })
  onTestFinished(controller.retain())
  const spoken = controller.speak('Nothing of this is lost')
  await until(controller, ({ status }) => status === 'blocked')
  await until(controller, (snapshot) => snapshot.words.length === 5)
  expect(controller.position().heardSeconds).toBe(0)
  expect(controller.getSnapshot()).toMatchObject({ wordIndex: -1, underruns: 0 })
  const button = document.createElement('button')
  document.body.append(button)
  const unlocked = new Promise<boolean>((resolve) => {
    button.addEventListener('click', () => void controller.unlock().then(resolve))
  })
  await userEvent.click(button)
  expect(await unlocked).toBe(true)
  await until(controller, ({ status }) => status === 'speaking')
  expect(await spoken).toMatchObject({ outcome: 'ended', heardText: 'Nothing of this is lost' })
  expect(words).toEqual([0, 1, 2, 3, 4])
})
