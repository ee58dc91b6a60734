import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { parentGone } from './parent-watch.ts'

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a command with extra environment and this terminal. Signals go on to it, and when the parent has
 * gone, it is told to end.
 * Resolves with its exit code, 128 + signal number when a signal ended it, 127 when it cannot be started.
 */
export function runCommand(
  command: readonly string[],
  environment: Record<string, string>,
  onError: (text: string) => void,
): Promise<number> {
  const [program = '', ...args] = command
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: 'inherit',
      env: { ...process.env, ...environment },
    })
    const listeners = forwarded.map((signal) => {
      const forward = (): void => {
        child.kill(signal)
      }
      process.on(signal, forward)
      return () => process.off(signal, forward)
    })
    void parentGone().then(() => child.kill('SIGTERM'))
    const finish = (code: number): void => {
      for (const stop of listeners) stop()
      resolve(code)
    }
    child.on('error', (error) => {
      onError(`The command ${program} cannot be started: ${error.message}.`)
      finish(127)
    })
    child.on('close', (code, signal) => {
      finish(code ?? 128 + (signal === null ? 1 : constants.signals[signal]))
    })
  })
}
