import { onTestFinished } from 'vitest'
import { SpeechController } from '../../src/speech/speech-controller.ts'
import type { SpeechOptions } from '../../src/speech/speech-options.ts'
import type { SpeechSnapshot } from '../../src/speech/speech-snapshot.ts'
import { asFloat } from '../player/signals.ts'
import { Tap } from '../player/tap.ts'
import type { LocalService } from '../service/local-service.ts'
import { until } from '../service/until.ts'

export const rateHz = 24_000

/** A controller in a page that speaks, what it has told, and what left for the loudspeaker. */
export class SpeechPage {
  readonly controller: SpeechController
  readonly service: LocalService
  readonly tap: Tap
  readonly release: () => void
  /** Each status, without the first. */
  readonly statuses: string[] = []

  static async open(
    service: LocalService,
    options: Partial<SpeechOptions> = {},
  ): Promise<SpeechPage> {
    const context = new AudioContext({ sampleRate: rateHz })
    onTestFinished(() => context.close())
    const tap = await Tap.attach(context)
    // A context that has just begun leaves some quanta out.
    await tap.heardFor(0.1)
    return new SpeechPage(service, tap, options)
  }

  constructor(service: LocalService, tap: Tap, options: Partial<SpeechOptions>) {
    this.service = service
    this.tap = tap
    this.controller = new SpeechController({
      ...service.options,
      context: tap.context,
      onStatusChange: (status) => this.statuses.push(status),
      ...options,
    })
    this.release = this.controller.retain()
    onTestFinished(this.release)
  }

  get snapshot(): SpeechSnapshot {
    return this.controller.getSnapshot()
  }

  until(isTrue: (snapshot: SpeechSnapshot) => boolean): Promise<SpeechSnapshot> {
    return until(this.controller, isTrue)
  }

  /** What is heard at this moment, in frames of the context. */
  get earFrame(): number {
    const { currentTime, outputLatency } = this.tap.context
    return (currentTime - outputLatency) * rateHz
  }

  /** The frame of the context at which these samples left, exactly as they are; -1 where they did not. */
  frameOf(samples: Int16Array): number {
    return this.tap.frameOf(asFloat(samples))
  }
}
