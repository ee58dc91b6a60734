import { onTestFinished } from 'vitest'
import { TranscriptionController } from '../../src/transcription/transcription-controller.ts'
import type { TranscriptionOptions } from '../../src/transcription/transcription-options.ts'
import type { TranscriptionSnapshot } from '../../src/transcription/transcription-snapshot.ts'
import type { LocalService } from '../service/local-service.ts'
import { until } from '../service/until.ts'

/** A controller in a page, and what it has told. */
export class Page {
  readonly controller: TranscriptionController
  readonly service: LocalService
  /** Each status, without the first. */
  readonly statuses: string[] = []
  #notifications = 0

  constructor(service: LocalService, options: Partial<TranscriptionOptions> = {}) {
    this.service = service
    this.controller = new TranscriptionController({
      ...service.options,
      onStatusChange: (status) => this.statuses.push(status),
      ...options,
    })
    this.controller.subscribe(() => (this.#notifications += 1))
    onTestFinished(() => this.controller.cancel())
  }

  get snapshot(): TranscriptionSnapshot {
    return this.controller.getSnapshot()
  }

  /** How often a framework would have drawn. */
  get notifications(): number {
    return this.#notifications
  }

  until(isTrue: (snapshot: TranscriptionSnapshot) => boolean): Promise<TranscriptionSnapshot> {
    return until(this.controller, isTrue)
  }

  /** What each connection to the service has heard, oldest first. */
  async heard(): Promise<Int16Array[]> {
    const sessions = await this.service.sessions()
    const own = sessions.filter(({ route }) => route === 'stt')
    return Promise.all(own.map(({ id }) => this.service.sound(id)))
  }
}
