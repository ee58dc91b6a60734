import { GradiumClient, type GradiumOptions } from './client.ts'
import { nodePlatform } from './transport/socket.node.ts'

export * from './exports.ts'

/** The client, over `ws` and `fetch`, with the key in a header. */
export class Gradium extends GradiumClient {
  /** Throws `config` for a wrong option. A missing key is reported by the first call that needs it. */
  constructor(options: GradiumOptions = {}) {
    super(options, nodePlatform)
  }
}
