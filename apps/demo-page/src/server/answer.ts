import type { ServerResponse } from 'node:http'

/** Answers with JSON that nobody keeps. */
export function answer(response: ServerResponse, status: number, body: object): void {
  response.statusCode = status
  response.setHeader('content-type', 'application/json')
  response.setHeader('cache-control', 'no-store')
  response.end(JSON.stringify(body))
}
