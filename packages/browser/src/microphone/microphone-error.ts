import { GradiumError, type GradiumErrorCode } from '@gradium-kit/core'
import { insecureError } from '../insecure-error.ts'

const causes: Record<string, readonly [GradiumErrorCode, string]> = {
  NotAllowedError: [
    'mic-denied',
    'The page may not use the microphone: allow it in the site settings of the browser, beside the address, and try again.',
  ],
  NotFoundError: [
    'mic-not-found',
    'No microphone was found: connect one, or switch it on, and try again.',
  ],
  NotReadableError: [
    'mic-busy',
    'The microphone does not answer: another program may be using it. Close that one, or choose another microphone, and try again.',
  ],
  OverconstrainedError: [
    'mic-constraint',
    'The chosen microphone is not there, or cannot do what was asked of it: choose another one.',
  ],
  SecurityError: [
    'mic-denied',
    'The security settings of the browser forbid the microphone on this page: change them, or open the page by itself, not inside another one.',
  ],
}

/** What getUserMedia rejected with, as a typed error. */
export function microphoneError(cause: unknown): GradiumError {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an OverconstrainedError is not an Error everywhere
  const { name = '', message: detail = '' } = cause as Partial<Error>
  const [code, message] = causes[name] ?? causes['NotReadableError']!
  // Chromium tells only in the text that it was not the browser that refused.
  const isSystem = code === 'mic-denied' && /system/i.test(detail)
  return captureError(
    code,
    isSystem
      ? 'The operating system keeps the microphone from the browser: allow it in the privacy settings of the system, and try again.'
      : message,
    cause,
  )
}

/** The error for a page that has no `navigator.mediaDevices`. */
export function noMicrophoneError(isSecure: boolean): GradiumError {
  return isSecure
    ? captureError('unsupported', 'This browser cannot record audio in a page: use a newer one.')
    : insecureError('capture')
}

export function captureError(
  code: GradiumErrorCode,
  message: string,
  cause?: unknown,
): GradiumError {
  return new GradiumError(code, message, { phase: 'capture', cause })
}
