// how the page reaches the service
import type { ServiceOptions } from '@gradium-kit/react'

export const gradium: ServiceOptions = {
  token: async ({ signal }) => {
    const response = await fetch('/gradium-token', { method: 'POST', signal })
    if (!response.ok) throw new Error(`The token route answered ${response.status}.`)
    return response.text()
  },
  // baseUrl: 'http://127.0.0.1:4300/api', // a local Gradium: npx gradium-emulator
}
