/** What a worklet file sees and the types of browsers leave out. */
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort
  abstract process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean
}

declare const sampleRate: number
declare const currentFrame: number

declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void
