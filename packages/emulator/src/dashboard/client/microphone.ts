import { Resampler } from '@gradium-kit/audio'

export interface Microphone {
  stop(): Promise<void>
}

/** Opens the microphone and hands over its sound at a rate until it is stopped. @throws Error with a sentence. */
export async function openMicrophone(
  sampleRateHz: number,
  onSamples: (samples: Float32Array) => void,
): Promise<Microphone> {
  const context = new AudioContext()
  // Loaded before the microphone opens, so that its first sound is not missed.
  await context.audioWorklet.addModule('/__emulator/capture-worklet.js')
  const node = new AudioWorkletNode(context, 'capture', { numberOfOutputs: 0 })
  const resampler = new Resampler({ inputRateHz: context.sampleRate, outputRateHz: sampleRateHz })
  let isOpen = true
  node.port.addEventListener('message', ({ data }: MessageEvent<Float32Array>) => {
    if (isOpen) onSamples(resampler.push(data))
  })
  node.port.start()
  const stream = await navigator.mediaDevices
    .getUserMedia({ audio: { channelCount: 1 } })
    .catch(async (error: unknown) => {
      await context.close()
      throw new Error(sentence(error), { cause: error })
    })
  context.createMediaStreamSource(stream).connect(node)
  return {
    async stop() {
      isOpen = false
      for (const track of stream.getTracks()) track.stop()
      onSamples(resampler.finish())
      await context.close()
    },
  }
}

function sentence(error: unknown): string {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError') {
    return 'The microphone is not allowed: permit it for this page in the browser, then record again.'
  }
  if (name === 'NotFoundError') return 'There is no microphone: connect one, then record again.'
  return 'The microphone could not be opened: another program may be using it.'
}
