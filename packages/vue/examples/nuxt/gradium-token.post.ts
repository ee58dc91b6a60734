// server/routes/gradium-token.post.ts
import { Gradium } from '@gradium-kit/core'

export default defineEventHandler(async ({ headers }) => {
  // Other sites get none. Check here, too, which of your users is asking: a token costs you money.
  const isOwnPage = headers.get('sec-fetch-site') === 'same-origin'
  if (!isOwnPage) return new Response(null, { status: 403 })
  try {
    const { token } = await new Gradium().tokens.create() // GRADIUM_API_KEY and GRADIUM_BASE_URL
    return new Response(token, { headers: { 'cache-control': 'no-store' } })
  } catch (error) {
    console.error(error) // holds neither the key nor a token
    return new Response(null, { status: 502 })
  }
})
