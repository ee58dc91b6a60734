/**
 * What a page with voice needs and nothing else: its own scripts (worklets count as such), its own styles, and the service.
 * Neither `blob:` nor `unsafe-inline`.
 */
export function securityHeaders(baseUrl: string): Record<string, string> {
  const { origin } = new URL(baseUrl)
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${origin} ${origin.replace(/^http/u, 'ws')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    'content-security-policy': policy.join('; '),
    'permissions-policy': 'microphone=(self), camera=(), geolocation=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  }
}
