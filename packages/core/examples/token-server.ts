// on your server
import { createServer } from 'node:http'
import { Gradium } from '@gradium-kit/core'

const gradium = new Gradium()

createServer(async (_request, response) => {
  // Check here who is asking: a token costs you money.
  const { token } = await gradium.tokens.create()
  response.setHeader('cache-control', 'no-store').end(token)
}).listen(4_310, '127.0.0.1')
