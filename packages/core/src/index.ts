import { GradiumClient, type GradiumOptions } from './client.ts'
import { webPlatform } from './transport/socket.web.ts'

export * from './exports.ts'

/** The client, over the platform's own `WebSocket` and `fetch`. */
export class Gradium extends GradiumClient {
  /** Throws `config` for a wrong option. A missing key is reported by the first call that needs it. */
  constructor(options: GradiumOptions = {}) {
    super(options, webPlatform)
  }
}
