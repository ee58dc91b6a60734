import { expect, vi } from 'vitest'
import { cdp } from 'vitest/browser'

interface DevTools {
  send(method: 'Target.getTargetInfo'): Promise<{ targetInfo: { browserContextId: string } }>
  send(
    method: 'Browser.setPermission' | 'Browser.resetPermissions',
    parameters: object,
  ): Promise<void>
}

const devTools = cdp() as unknown as DevTools

async function browserContextId(): Promise<string> {
  const { targetInfo } = await devTools.send('Target.getTargetInfo')
  return targetInfo.browserContextId
}

/** What a user chooses in the site settings of the browser. */
export async function setMicrophonePermission(setting: 'granted' | 'denied'): Promise<void> {
  await devTools.send('Browser.setPermission', {
    permission: { name: 'microphone' },
    setting,
    origin: location.origin,
    browserContextId: await browserContextId(),
  })
  await vi.waitFor(async () => {
    const { state } = await navigator.permissions.query({ name: 'microphone' })
    expect(state).toBe(setting)
  })
}

/** Takes that choice back. */
export async function resetMicrophonePermission(): Promise<void> {
  await devTools.send('Browser.resetPermissions', { browserContextId: await browserContextId() })
}
