import { floatFromPcm16 } from '@gradium-kit/audio'
import { OracleListening } from '../src/engines/oracle/oracle-listening.ts'
import { oracleSpeech, type OracleWord } from '../src/index.ts'

/** Prints the processor time that a day of oracle speech takes to make and to hear. */
const dayFrames = (24 * 3600) / 0.08
const words: OracleWord[] = []
for (let startFrame = 0; startFrame + 10 < dayFrames; startFrame += 10) {
  const streamId = words.length % 4 === 0 ? 1 : 0
  words.push({ text: `w${words.length}`, startFrame, frameCount: 6, streamId })
}

function measured(name: string, work: () => void): void {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  const total = (user + system) / 1e6
  process.stdout.write(
    `${name}: ${total.toFixed(1)} s of processor time, ${((total * 1e6) / dayFrames).toFixed(2)} µs a frame\n`,
  )
}

const speech = oracleSpeech(words, { frameCount: dayFrames })
let count = 0
measured('to make', () => {
  for (const frame of speech) count += frame.length
})
const listening = new OracleListening()
// Hearing alone: a minute of samples that is there already, again and again.
const minute = Array.from({ length: 750 }, (_, index) => floatFromPcm16(speech.frame(index)))
measured('to hear', () => {
  for (let index = 0; index < dayFrames; index += 1) {
    count += listening.push(minute[index % minute.length]!).length + listening.steps().length
  }
})
const whole = new OracleListening()
measured('to make, decode and hear', () => {
  for (const frame of speech) {
    count += whole.push(floatFromPcm16(frame)).length + whole.steps().length
  }
})
