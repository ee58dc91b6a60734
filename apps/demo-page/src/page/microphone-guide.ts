/** What keeps a page from hearing anything. */
export type MicrophoneTrouble =
  | 'mic-denied'
  | 'mic-not-found'
  | 'mic-busy'
  | 'mic-constraint'
  | 'mic-lost'
  | 'insecure-context'
  | 'unsupported'

/** A screen that helps out of it; the sentence between title and steps is the error's own. */
export interface MicrophoneGuide {
  readonly title: string
  /** How to undo what the visitor's browser has remembered; empty where the sentence says it all. */
  readonly steps: readonly string[]
  /** Whether the same page can try again. */
  readonly canRetry: boolean
}

const titles: Readonly<Record<MicrophoneTrouble, string>> = {
  'mic-denied': 'The microphone is blocked',
  'mic-not-found': 'There is no microphone',
  'mic-busy': 'The microphone is in use',
  'mic-constraint': 'That microphone is gone',
  'mic-lost': 'The microphone was disconnected',
  'insecure-context': 'This page is not secure',
  unsupported: 'This browser cannot do it',
}

/** How a blocked microphone is allowed again, where this browser hides it. */
function unblockSteps(userAgent: string): readonly string[] {
  if (/iPhone|iPad/u.test(userAgent)) {
    return [
      'Tap the page menu in the address bar, then Website Settings.',
      'Set Microphone to Ask or Allow, and load the page again.',
      'Still blocked? Allow your browser the microphone in the system’s Settings, under Privacy.',
    ]
  }
  const system =
    'Still blocked? Allow your browser the microphone in the privacy settings of the system.'
  if (userAgent.includes('Firefox/')) {
    return ['Click the crossed-out microphone beside the address.', 'Remove “Blocked”.', system]
  }
  if (userAgent.includes('Safari/') && !/Chrom|Android/u.test(userAgent)) {
    return [
      'In the Safari menu, choose Settings for This Website.',
      'Set Microphone to Ask or Allow, and load the page again.',
      system,
    ]
  }
  return ['Click the icon left of the address.', 'Switch Microphone on.', system]
}

/** Whether a page should show a guide for this error instead of the error alone. */
export function isMicrophoneTrouble(code: string): code is MicrophoneTrouble {
  return Object.hasOwn(titles, code)
}

/** The way out of what keeps the page from hearing, in the words of the visitor's browser. */
export function microphoneGuide(code: MicrophoneTrouble, userAgent: string): MicrophoneGuide {
  return {
    title: titles[code],
    steps: code === 'mic-denied' ? unblockSteps(userAgent) : [],
    canRetry: code !== 'insecure-context' && code !== 'unsupported',
  }
}
