import { configError } from '../errors.ts'
import { endpointPaths, type Endpoint } from '../protocol/client-messages.ts'

/** Where the service is; data residency pins the last two (PROTOCOL.md §1). */
export type Region = 'auto' | 'eu' | 'us'

const regions: Readonly<Record<Region, string>> = {
  auto: 'https://api.gradium.ai/api',
  eu: 'https://eu.api.gradium.ai/api',
  us: 'https://us.api.gradium.ai/api',
}

/** The addresses of one service. Every URL of this package begins with its base. */
export class Address {
  /** Without a slash at its end. */
  readonly base: string

  /** Throws `config` for an unknown region, a URL that is not http(s), holds a password, or would send the key in clear. */
  constructor(options: {
    baseUrl?: string | undefined
    region?: Region | undefined
    allowInsecure?: boolean | undefined
  }) {
    const { baseUrl, region = 'auto', allowInsecure = false } = options
    if (!Object.hasOwn(regions, region)) throw configError('region is one of auto, eu, us.')
    this.base = baseUrl === undefined ? regions[region] : checkBaseUrl(baseUrl, allowInsecure)
  }

  /** The URL of a socket, with a single-use token where a header cannot carry the key. */
  socket(endpoint: Endpoint, token?: string): string {
    const url = `ws${this.base.slice('http'.length)}/${endpointPaths[endpoint]}`
    return token === undefined ? url : `${url}?token=${encodeURIComponent(token)}`
  }
}

function checkBaseUrl(baseUrl: string, allowInsecure: boolean): string {
  let url: URL
  try {
    url = new URL(baseUrl)
  } catch {
    throw configError('baseUrl is not a URL. It looks like https://api.gradium.ai/api.')
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw configError('baseUrl must not hold a user, a password, a query or a fragment.')
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw configError('baseUrl must begin with https://, or http:// for this machine.')
  if (url.protocol === 'http:' && !allowInsecure && !isLoopback(url.hostname)) {
    throw configError(
      'baseUrl uses http://, which sends the key in clear: use https://, or set allowInsecure.',
    )
  }
  return url.origin + url.pathname.replace(/(?<!\/)\/+$/, '')
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  )
}

/** Checks an id of the service before it enters a path; throws `config` without quoting it. */
export function checkId(name: string, id: string): string {
  if (typeof id !== 'string' || !/^[\w-]{1,128}$/.test(id)) {
    throw configError(`${name} is made of 1 to 128 letters, digits, "-" and "_".`)
  }
  return id
}
