// server/routes/gradium-token.post.ts
import { Gradium } from '@gradium-kit/core'

export default defineEventHandler(async () => {
  // Check here who is asking: a token costs you money.
  try {
    const { token } = await new Gradium().tokens.create() // GRADIUM_API_KEY and GRADIUM_BASE_URL
    return new Response(token, { headers: { 'cache-control': 'no-store' } })
  } catch (error) {
    console.error(error) // holds neither the key nor a token
    return new Response(null, { status: 502 })
  }
})
