import { onTestFinished } from 'vitest'
import { Player, type PlayerOptions } from '../../src/player/player.ts'
import { Tap } from './tap.ts'

type Event = 'start' | 'underrun' | 'position' | 'end' | 'blocked' | 'unblocked'

/** A player on a context of its own, what it tells, and a tap behind it. Closed by the test's end. */
export class Stage {
  readonly player: Player
  readonly context: AudioContext
  readonly tap: Tap
  readonly events: Event[] = []
  onEvent: (event: Event) => void = () => {}
  readonly #waiting: { event: Event; resolve: () => void }[] = []

  /** Unless the browser holds the context back, it has begun. */
  static async open(rateHz: number, options: PlayerOptions = {}, begins = true): Promise<Stage> {
    const context = new AudioContext({ sampleRate: rateHz })
    onTestFinished(() => context.close())
    const stage = new Stage(context, await Tap.attach(context), {
      sampleRateHz: rateHz,
      ...options,
    })
    onTestFinished(() => stage.player.close())
    await stage.player.open()
    // A context that has just begun leaves some quanta out.
    if (begins) await stage.tap.heardFor(0.1)
    return stage
  }

  constructor(context: AudioContext, tap: Tap, options: PlayerOptions) {
    this.context = context
    this.tap = tap
    this.player = new Player({
      ...options,
      context,
      onStart: () => this.#tell('start'),
      onUnderrun: () => this.#tell('underrun'),
      onPosition: () => this.#tell('position'),
      onEnd: () => this.#tell('end'),
      onBlockedChange: (isBlocked) => this.#tell(isBlocked ? 'blocked' : 'unblocked'),
    })
  }

  /** Resolves with the next such event. */
  next(event: Event): Promise<void> {
    return new Promise((resolve) => this.#waiting.push({ event, resolve }))
  }

  /** The events so far, without the many positions. */
  get story(): Event[] {
    return this.events.filter((event) => event !== 'position')
  }

  #tell(event: Event): void {
    this.events.push(event)
    this.onEvent(event)
    for (const waiting of this.#waiting.splice(0)) {
      if (waiting.event === event) waiting.resolve()
      else this.#waiting.push(waiting)
    }
  }
}

/** Samples that are all different from their neighbours and never zero: each can be told from silence and from a ramp. */
export function distinctSamples(count: number): Int16Array<ArrayBuffer> {
  let state = 12_345
  return Int16Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return ((state >>> 16) % 32_000) - 16_000 || 1
  })
}
