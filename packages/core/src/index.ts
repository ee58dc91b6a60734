/// <reference lib="esnext.disposable" preserve="true" />
import { GradiumClient, createService as createServiceOn, type GradiumOptions } from './client.ts'
import type { Service } from './transport/service.ts'
import { webPlatform } from './transport/socket.web.ts'

export * from './exports.ts'

/** The client, over the platform's own `WebSocket` and `fetch`. */
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
  return createServiceOn(options, webPlatform)
}
