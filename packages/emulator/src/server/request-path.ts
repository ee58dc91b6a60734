/** The path a route is matched with: doubled and trailing slashes and a leading `/api` are dropped. */
export function normalizePath(pathname: string): string {
  const collapsed = pathname.replace(/\/{2,}/g, '/').replace(/\/+$/, '')
  const path = collapsed.replace(/^\/api(?=\/|$)/, '')
  return path === '' ? '/' : path
}

/** Reads the target of a request line. Undefined when it is no URL. */
export function parseTarget(target: string | undefined): URL | undefined {
  const text = (target ?? '/').replace(/^\/+/, '/')
  return URL.canParse(text, 'http://localhost') ? new URL(text, 'http://localhost') : undefined
}
