/**
 * Where a request stands. `starting` and `open` take input; the client has ended `starting-ended` and `draining`;
 * `completed` and `failed` are final.
 */
export type RequestStatus =
  | 'starting'
  | 'starting-ended'
  | 'open'
  | 'draining'
  | 'completed'
  | 'failed'

/** What can happen to a request. `data` is any result message. */
export type RequestEvent =
  | 'end-sent'
  | 'ready'
  | 'data'
  | 'unknown'
  | 'end-of-stream'
  | 'error'
  | 'closed'

/** What to do about it. */
export type RequestAction =
  | 'deliver'
  | 'ignore'
  | 'complete'
  /** The service itself reported an error. */
  | 'fail'
  /** A result came before the service was ready. */
  | 'fail-order'
  /** The connection went before the service was ready. */
  | 'fail-connection'
  /** The end came before the service said that all was done. */
  | 'fail-truncated'

export interface RequestTransition {
  readonly status: RequestStatus
  readonly action: RequestAction
}

type Row = Readonly<Record<RequestEvent, RequestTransition>>

function to(status: RequestStatus, action: RequestAction): RequestTransition {
  return { status, action }
}

const always = { error: to('failed', 'fail') }

const table: Readonly<Record<Exclude<RequestStatus, 'completed' | 'failed'>, Row>> = {
  starting: {
    ...always,
    'end-sent': to('starting-ended', 'ignore'),
    ready: to('open', 'deliver'),
    data: to('failed', 'fail-order'),
    unknown: to('starting', 'deliver'),
    'end-of-stream': to('failed', 'fail-truncated'),
    closed: to('failed', 'fail-connection'),
  },
  'starting-ended': {
    ...always,
    'end-sent': to('starting-ended', 'ignore'),
    ready: to('draining', 'deliver'),
    data: to('failed', 'fail-order'),
    unknown: to('starting-ended', 'deliver'),
    'end-of-stream': to('failed', 'fail-order'),
    closed: to('failed', 'fail-connection'),
  },
  open: {
    ...always,
    'end-sent': to('draining', 'ignore'),
    ready: to('open', 'ignore'),
    data: to('open', 'deliver'),
    unknown: to('open', 'deliver'),
    'end-of-stream': to('failed', 'fail-truncated'),
    closed: to('failed', 'fail-truncated'),
  },
  draining: {
    ...always,
    'end-sent': to('draining', 'ignore'),
    ready: to('draining', 'ignore'),
    data: to('draining', 'deliver'),
    unknown: to('draining', 'deliver'),
    'end-of-stream': to('completed', 'complete'),
    closed: to('failed', 'fail-truncated'),
  },
}

const ended = { completed: to('completed', 'ignore'), failed: to('failed', 'ignore') }

/** The state machine of one request (PROTOCOL.md §3.1). Pure, and allocates nothing: it runs per frame. */
export function transition(status: RequestStatus, event: RequestEvent): RequestTransition {
  return status === 'completed' || status === 'failed' ? ended[status] : table[status][event]
}
