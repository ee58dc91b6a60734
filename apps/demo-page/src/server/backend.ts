const defaultBaseUrl = 'https://api.gradium.ai/api'

/** What the demo talks to; the page may know all of it. */
export interface Backend {
  readonly baseUrl: string
  readonly isEmulator: boolean
}

/** `GRADIUM_BASE_URL` without what a page must not see, or the address of the service. */
export function readBaseUrl(): string {
  const { GRADIUM_BASE_URL: baseUrl = '' } = process.env
  if (baseUrl === '') return defaultBaseUrl
  if (!URL.canParse(baseUrl)) {
    throw new TypeError('GRADIUM_BASE_URL is not a URL. It looks like https://api.gradium.ai/api.')
  }
  const { origin, pathname } = new URL(baseUrl)
  return origin + pathname
}

/** Asks the backend whether it is an emulator; one that does not answer is taken for none. */
export async function readBackend(): Promise<Backend> {
  const baseUrl = readBaseUrl()
  try {
    const { headers } = await fetch(baseUrl, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(2_000),
    })
    return { baseUrl, isEmulator: headers.get('x-gradium-emulator') === 'true' }
  } catch {
    return { baseUrl, isEmulator: false }
  }
}
