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
  'allowInsecure' | 'baseUrl' | 'maxSessionSeconds' | 'region' | 'retry' | 'source' | 'timeouts'
> {
  /**
   * Gives a fresh single-use token, usually from a route of your own server. Called once for every connection attempt, after
   * the microphone has been granted. A string opens one connection, and none after it breaks.
   */
  token: TokenProvider | string
}

/**
 * The service as the options describe it; tokens come from the newest ones. Throws `config` for a wrong option.
 * @param hasBegun Whether there was a session already: a token route that fails then is tried again for as long as the rest,
 * since a network that is gone takes both away. Before that it ends the attempt soon.
 */
export function serviceOf(
  options: ServiceOptions,
  newest: () => ServiceOptions,
  hasBegun: () => boolean = () => false,
): Service {
  if (typeof options.token !== 'string' && typeof options.token !== 'function') {
    const message = 'token is missing: pass a function that gets one from your server.'
    throw new GradiumError('config', message, { phase: 'config' })
  }
  return createService({
    ...options,
    apiKey: undefined,
    token: async (context) => {
      const { token } = newest()
      if (typeof token === 'string') return token
      try {
        return await token(context)
      } catch (error) {
        throw GradiumError.is(error) ? error : tokenError(error, hasBegun())
      }
    },
  })
}

function tokenError(thrown: unknown, hasBegun: boolean): GradiumError {
  return new GradiumError(
    'token',
    'The page got no access to the speech service from its own server. Check the connection, and try again.',
    {
      phase: hasBegun ? 'connect' : 'token',
      isRetryable: true,
      // Nothing that it refers to: requests hold secrets.
      cause: thrown instanceof Error ? new Error(thrown.message) : undefined,
    },
  )
}
