import { SpeechController, TranscriptionController } from '@gradium-kit/browser'
import { expect, it } from 'vitest'
import { Measurements } from '../src/page/measurements.ts'

const listening = new TranscriptionController({ token: '' }).getServerSnapshot()
const speaking = new SpeechController({ token: '' }).getServerSnapshot()

it('measures from the start to a service that listens, each time anew', () => {
  const measurements = new Measurements(listening, speaking)
  const at = (status: typeof listening.status, nowMs: number) =>
    measurements.observe({ ...listening, status }, speaking, nowMs).listeningMs
  expect(at('requesting-microphone', 1_000)).toBeUndefined()
  expect(at('connecting', 1_400)).toBeUndefined()
  expect(at('listening', 1_900)).toBe(900)
  expect(at('reconnecting', 9_000)).toBe(900)
  expect(at('listening', 9_500)).toBe(900)
  expect(at('idle', 10_000)).toBe(900)
  expect(at('requesting-microphone', 20_000)).toBe(900)
  expect(at('listening', 20_100)).toBe(100)
})

it('does not count a start that failed', () => {
  const measurements = new Measurements(listening, speaking)
  const at = (status: typeof listening.status, nowMs: number) =>
    measurements.observe({ ...listening, status }, speaking, nowMs).listeningMs
  at('requesting-microphone', 0)
  at('error', 5_000)
  at('requesting-microphone', 60_000)
  expect(at('listening', 60_300)).toBe(300)
})

it('measures from the first sound of speech to its first caption', () => {
  const measurements = new Measurements(listening, speaking)
  const at = (isSpeaking: boolean, text: string, nowMs: number) =>
    measurements.observe({ ...listening, isSpeaking, text }, speaking, nowMs).firstWordMs
  expect(at(true, '', 100)).toBeUndefined()
  expect(at(true, 'Hello', 800)).toBe(700)
  expect(at(true, 'Hello there', 1_500)).toBe(700)
  expect(at(false, '', 3_000)).toBe(700)
  expect(at(true, '', 4_000)).toBe(700)
  expect(at(true, 'Yes', 4_200)).toBe(200)
})

it('measures from a text to its first sound', () => {
  const measurements = new Measurements(listening, speaking)
  const at = (status: typeof speaking.status, nowMs: number) =>
    measurements.observe(listening, { ...speaking, status }, nowMs).firstAudioMs
  expect(at('connecting', 50)).toBeUndefined()
  expect(at('buffering', 200)).toBeUndefined()
  expect(at('speaking', 450)).toBe(400)
  expect(at('paused', 900)).toBe(400)
  expect(at('speaking', 1_900)).toBe(400)
  expect(at('connecting', 2_000)).toBe(400)
  expect(at('speaking', 2_300)).toBe(300)
})

it('adds up what each session and each text counts from nothing', () => {
  const measurements = new Measurements(listening, speaking)
  const at = (reconnects: number, underruns: number) => {
    const figures = measurements.observe(
      { ...listening, reconnects },
      { ...speaking, underruns },
      0,
    )
    return [figures.reconnects, figures.underruns]
  }
  expect(at(1, 0)).toEqual([1, 0])
  expect(at(2, 3)).toEqual([2, 3])
  expect(at(0, 0)).toEqual([2, 3])
  expect(at(1, 2)).toEqual([3, 5])
})

it('gives the same figures as long as none has changed', () => {
  const measurements = new Measurements(listening, speaking)
  const before = measurements.observe(listening, speaking, 0)
  expect(measurements.observe({ ...listening, text: 'Hello' }, speaking, 10)).toBe(before)
})
