import {
  createService,
  GradiumError,
  type GradiumOptions,
  type Service,
  type TokenProvider,
} from '@gradium-kit/core'

/** How a controller reaches the service. */
export interface ServiceOptions extends Pick<
  GradiumOptions,
  'allowInsecure' | 'baseUrl' | 'maxSessionSeconds' | 'region' | 'source' | 'timeouts'
> {
  /**
   * Gives a fresh single-use token, usually from a route of your own server. Called once for every connection attempt, after
   * the microphone has been granted. A string opens one connection, and none after it breaks.
   */
  token: TokenProvider | string
  /** How a lost connection is tried again. Default 20 tries within 30 s. */
  retry?: GradiumOptions['retry']
}

/** The service as the options describe it; tokens come from the newest ones. Throws `config` for a wrong option. */
export function serviceOf(options: ServiceOptions, newest: () => ServiceOptions): Service {
  if (typeof options.token !== 'string' && typeof options.token !== 'function') {
    const message = 'token is missing: pass a function that gets one from your server.'
    throw new GradiumError('config', message, { phase: 'config' })
  }
  return createService({
    ...options,
    apiKey: undefined,
    retry: { maxRetries: 20, ...options.retry },
    token: (context) => {
      const { token } = newest()
      return typeof token === 'string' ? token : token(context)
    },
  })
}
