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

/** Where an event leads, and what to do about it. */
export interface RequestTransition {
  readonly status: RequestStatus
  readonly action: RequestAction
}

type Row = Readonly<Record<RequestEvent, RequestTransition>>

function to(status: RequestStatus, action: RequestAction): RequestTransition {
  return { status, action }
}

const failed = to('failed', 'ignore')
const misplaced = to('failed', 'fail-order')
const truncated = to('failed', 'fail-truncated')

/** Before `ready`; `next` is what follows it. */
function unready(status: RequestStatus, next: RequestStatus, end: RequestTransition): Row {
  return {
    'end-sent': to('starting-ended', 'ignore'),
    ready: to(next, 'deliver'),
    data: misplaced,
    unknown: to(status, 'deliver'),
    'end-of-stream': end,
    error: to('failed', 'fail'),
    closed: to('failed', 'fail-connection'),
  }
}

/** After `ready`. */
function ready(status: RequestStatus, end: RequestTransition): Row {
  return {
    'end-sent': to('draining', 'ignore'),
    ready: to(status, 'ignore'),
    data: to(status, 'deliver'),
    unknown: to(status, 'deliver'),
    'end-of-stream': end,
    error: to('failed', 'fail'),
    closed: truncated,
  }
}

const table = {
  starting: unready('starting', 'open', truncated),
  'starting-ended': unready('starting-ended', 'draining', misplaced),
  open: ready('open', truncated),
  draining: ready('draining', to('completed', 'complete')),
}

const completed = to('completed', 'ignore')

/** The state machine of one request (PROTOCOL.md §3.1). Pure, and allocates nothing: it runs per frame. */
export function transition(status: RequestStatus, event: RequestEvent): RequestTransition {
  if (status === 'completed') return completed
  return status === 'failed' ? failed : table[status][event]
}
