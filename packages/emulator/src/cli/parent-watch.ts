import { fstatSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'

const pollMs = 1000

/**
 * Whether a program started this one and holds its standard input. A terminal, `&` in a script, `nohup`
 * and service managers give something else, and expect their process to outlive them.
 */
function hasPipedInput(): boolean {
  try {
    const input = fstatSync(0)
    return input.isFIFO() || input.isSocket()
  } catch {
    return false
  }
}

/**
 * Resolves when the standard input ends, whose content is dropped: then the program that held it has gone,
 * however that ended. An input that had ended before tells nothing.
 */
export async function inputEnd(): Promise<void> {
  if (!hasPipedInput()) return never()
  const { stdin } = process
  stdin.on('error', () => {}).resume()
  // It must not keep a stopped emulator alive.
  stdin.unref()
  // An end that waits already is read before these turns of the event loop are over.
  await setImmediate()
  await setImmediate()
  if (stdin.readableEnded) return never()
  return new Promise((resolve) => {
    stdin.once('close', resolve)
  })
}

function never(): Promise<void> {
  return new Promise(() => {})
}

/** Resolves when the program that started this one has gone, for commands to whom the standard input belongs. */
export function parentGone(): Promise<void> {
  return new Promise((resolve) => {
    const parent = process.ppid
    if (!hasPipedInput() || parent <= 1) return
    const timer = setInterval(() => {
      if (process.ppid === parent && isAlive(parent)) return
      clearInterval(timer)
      resolve()
    }, pollMs)
    timer.unref()
  })
}

/** Windows keeps the number of a parent that has gone. */
function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
