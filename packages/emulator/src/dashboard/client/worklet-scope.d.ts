/** What a worklet file sees and the types of browsers leave out. */
declare class AudioWorkletProcessor {
  readonly port: MessagePort
}

declare const sampleRate: number

declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void
