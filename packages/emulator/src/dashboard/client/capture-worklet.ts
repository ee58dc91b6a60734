/** Sends the first channel of what it hears to the page, block by block. */
class CaptureProcessor extends AudioWorkletProcessor {
  process(inputs: Float32Array[][]): boolean {
    const channel = inputs[0]?.[0]
    if (channel !== undefined) {
      const samples = channel.slice()
      this.port.postMessage(samples, [samples.buffer])
    }
    return true
  }
}

registerProcessor('capture', CaptureProcessor)
