import { writeFileSync } from 'node:fs'
import { strictCompatibility } from '../wire/compatibility.ts'
import { type Emulator, startEmulator } from '../server/start-emulator.ts'
import { type CommandLine, UsageError, help, parseCommandLine } from './arguments.ts'
import { inputEnd } from './parent-watch.ts'
import { runCommand } from './run-command.ts'

function log(text: string): void {
  process.stderr.write(`gradium-emulator: ${text}\n`)
}

function checkCompatibility(line: CommandLine): void {
  const known = Object.keys(strictCompatibility)
  for (const name of Object.keys(line.options.compatibility ?? {})) {
    if (!known.includes(name)) {
      throw new UsageError(`--compatibility ${name} is unknown. Known: ${known.join(', ')}.`)
    }
  }
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}

function announce(emulator: Emulator, line: CommandLine): void {
  const { url, dashboard } = emulator
  const ready = JSON.stringify({ event: 'listening', url, dashboard })
  if (line.readyFile !== undefined) writeFileSync(line.readyFile, `${ready}\n`)
  // The standard output of exec belongs to the command.
  if (line.command === undefined) process.stdout.write(`${ready}\n`)
}

/** Runs the command line. Resolves with the exit code: 0, 1 when it cannot start, 2 for a wrong command line. */
export async function main(args: readonly string[]): Promise<number> {
  let line: CommandLine
  try {
    line = parseCommandLine(args)
    checkCompatibility(line)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    log(error.message)
    return 2
  }
  if (line.isHelp) {
    process.stdout.write(help)
    return 0
  }
  const isStopped =
    line.command === undefined ? Promise.race([stopSignal(), inputEnd()]) : undefined
  let emulator: Emulator
  try {
    emulator = await startEmulator({ ...line.options, onNotice: line.isQuiet ? () => {} : log })
    announce(emulator, line)
  } catch (error) {
    log(error instanceof Error ? error.message : String(error))
    return 1
  }
  try {
    if (line.command !== undefined) return await runCommand(line.command, emulator.env, log)
    await isStopped
    return 0
  } finally {
    await emulator.close()
  }
}
