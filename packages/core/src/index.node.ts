/// <reference lib="esnext.disposable" preserve="true" />
import { GradiumClient, createService as createServiceOn, type GradiumOptions } from './client.ts'
import { ConnectionPool } from './transport/pool.ts'
import type { Service } from './transport/service.ts'
import { nodePlatform } from './transport/socket.node.ts'

export * from './exports.ts'

/** The client, over `ws` and `fetch`, with the key in a header. */
export class Gradium extends GradiumClient {
  /** Throws `config` for a wrong option. A missing key is reported by the first call that needs it. */
  constructor(options: GradiumOptions = {}) {
    super(createService(options))
  }
}

/**
 * What the functions of this package work on, for pages that count bytes: `streamSpeech(createService({ token }), …)` does
 * what `gradium.speech.stream(…)` does and leaves the rest of the client out of a bundle. Throws `config` for a wrong option.
 */
export function createService(options: GradiumOptions = {}): Service {
  const service = createServiceOn(options, nodePlatform)
  service.pool = new ConnectionPool(service, 'speech')
  return service
}
