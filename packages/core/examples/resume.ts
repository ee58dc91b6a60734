// node resume.ts < story.txt > speech.pcm      raw 24 kHz 16-bit mono samples, whatever the network does
import { Gradium, GradiumError, type SpeechStreamResult } from '@gradium-kit/core'

const gradium = new Gradium() // GRADIUM_API_KEY and GRADIUM_BASE_URL
const text = process.stdin.setEncoding('utf8')

try {
  for await (const event of gradium.speech.stream({ text, resume: 'segment' })) {
    if (event.type === 'audio') process.stdout.write(event.audio)
    if (event.type === 'seam') console.error(event.atSeconds.toFixed(2), '(another session)')
  }
} catch (error) {
  if (!GradiumError.is(error)) throw error
  const { remainingText } = error.partial as SpeechStreamResult
  console.error(`${error.message} Not spoken: ${remainingText}`)
  process.exitCode = 1
}
