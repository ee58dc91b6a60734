// on your server
import { createServer } from 'node:http'
import { Gradium } from '@gradium-kit/core'

const gradium = new Gradium() // GRADIUM_API_KEY and GRADIUM_BASE_URL
const port = Number(process.env['PORT'] ?? 4_310)

createServer(async (request, response) => {
  if (request.method !== 'POST' || request.url !== '/gradium-token') {
    response.writeHead(404).end()
    return
  }
  try {
    // Check here who is asking: a token costs you money.
    const { token } = await gradium.tokens.create()
    response.setHeader('cache-control', 'no-store').end(token)
  } catch (error) {
    console.error(error) // holds neither the key nor a token
    response.writeHead(502).end()
  }
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}/gradium-token`))
