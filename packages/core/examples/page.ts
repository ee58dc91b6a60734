// in the page
import { Gradium } from '@gradium-kit/core'

export const gradium = new Gradium({
  token: async ({ signal }) => (await fetch('/gradium-token', { method: 'POST', signal })).text(),
})
