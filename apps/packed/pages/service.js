/** @import { ServiceOptions } from '@gradium-kit/browser' */

/** @type {ServiceOptions} */
export const service = {
  baseUrl: new URLSearchParams(location.search).get('service') ?? undefined,
  token: async ({ signal }) => {
    const response = await fetch('/gradium-token', { method: 'POST', signal })
    if (!response.ok) throw new Error(`The token route answered ${response.status}.`)
    return response.text()
  },
}
