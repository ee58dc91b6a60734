// in the page
import { Gradium } from '@gradium-kit/core'

export const gradium = new Gradium({
  token: async ({ signal }) => {
    const response = await fetch('/gradium-token', { method: 'POST', signal })
    if (!response.ok) throw new Error(`The token server answered ${response.status}.`)
    return response.text()
  },
})
