const failures: Readonly<Record<string, string>> = {
  denied: 'NotAllowedError',
  'not-found': 'NotFoundError',
  busy: 'NotReadableError',
}

/**
 * Puts the browser into a state that is hard to reach by hand, by the parameter `microphone` of the page's address: `prompt`
 * (asks for ever), `denied`, `not-found`, `busy`, `insecure` or `unsupported`. Call it before anything else. All that the
 * page then shows is its real answer to such a browser.
 */
export function rehearseMicrophone(search: string): void {
  const state = new URLSearchParams(search).get('microphone')
  if (state === 'insecure') {
    replace(globalThis, 'isSecureContext', false)
    replace(navigator, 'mediaDevices', undefined)
  } else if (state === 'unsupported') {
    replace(navigator, 'mediaDevices', undefined)
  } else if (state === 'prompt') {
    answerPermission('prompt')
    replace(navigator.mediaDevices, 'getUserMedia', () => new Promise(() => {}))
  } else if (state !== null && Object.hasOwn(failures, state)) {
    if (state === 'denied') answerPermission('denied')
    replace(navigator.mediaDevices, 'getUserMedia', async () => {
      throw new DOMException(`Rehearsed: ${state}.`, failures[state])
    })
  }
}

function answerPermission(state: PermissionState): void {
  const query = navigator.permissions.query.bind(navigator.permissions)
  replace(navigator.permissions, 'query', async (descriptor: PermissionDescriptor) =>
    descriptor.name === 'microphone'
      ? Object.assign(new EventTarget(), { name: 'microphone', state, onchange: null })
      : query(descriptor),
  )
}

function replace(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true })
}
