import { startEmulator, type Emulator, type EmulatorOptions } from '@gradium-kit/emulator'
import type { ViteUserConfig } from 'vitest/config'
import type { BrowserCommand } from 'vitest/node'

const running = new Map<string, { emulator: Emulator; options: EmulatorOptions }>()

async function run(options: EmulatorOptions): Promise<string> {
  const emulator = await startEmulator(options)
  running.set(emulator.url, { emulator, options })
  return emulator.url
}

/** Starts an emulator on a free port and returns its base URL. */
const openEmulator: BrowserCommand<[options: EmulatorOptions]> = (_, options) => run(options)

/** Ends it: every connection is closed, and the port is free. */
const killEmulator: BrowserCommand<[url: string]> = async (_, url) => {
  await running.get(url)?.emulator.close()
}

/** Starts one that was killed again, at the same address, knowing nothing. */
const reviveEmulator: BrowserCommand<[url: string]> = async (_, url) => {
  await run({ ...running.get(url)?.options, port: Number(new URL(url).port) })
}

declare module 'vitest/browser' {
  interface BrowserCommands {
    openEmulator: (options: EmulatorOptions) => Promise<string>
    killEmulator: (url: string) => Promise<void>
    reviveEmulator: (url: string) => Promise<void>
  }
}

type TestOptions = NonNullable<ViteUserConfig['test']>

/** Lets the pages of a project have these things done about the emulator that they talk to. */
export function withCommands(options: TestOptions): TestOptions {
  const commands = { openEmulator, killEmulator, reviveEmulator }
  return { ...options, browser: { ...options.browser, commands } }
}
