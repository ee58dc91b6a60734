import { Gradium } from '@gradium-kit/core'

const gradium = new Gradium() // GRADIUM_API_KEY, GRADIUM_BASE_URL

for await (const event of gradium.speech.stream({ text: 'Hello, world.' })) {
  if (event.type === 'word') console.log(event.startSeconds, event.text)
}
