import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { EmulatorOptions } from '../options.ts'

/** What the command line asks for. */
export interface CommandLine {
  options: EmulatorOptions
  /** The command after `exec … --`. */
  command: readonly string[] | undefined
  readyFile: string | undefined
  isQuiet: boolean
  isHelp: boolean
}

/** A command line that makes no sense; the message is a sentence for the terminal. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const help = `gradium-emulator: a local Gradium. It speaks the protocol on loopback; nothing leaves this machine.

gradium-emulator [options]                     serve until stopped
gradium-emulator exec [options] -- COMMAND …   run COMMAND against an emulator of its own, return its exit code

  --port N               TCP port; 0 picks a free one          (4300; exec: 0)
  --host ADDRESS         address to bind                       (127.0.0.1)
  --expose               allow a host other machines can reach
  --allow-origin ORIGIN  let web pages of this origin connect; may be repeated
  --engine NAME          tone, flite, auto or oracle           (tone)
  --clock NAME           realtime, instant or manual           (realtime; exec: instant)
  --speed FACTOR         audio is sent so much faster than real time (1)
  --key KEY              a valid API key; may be repeated      (any key)
  --session-limit S      longest life of a WebSocket           (300)
  --idle-limit S         longest idle time of a WebSocket      (300)
  --concurrency N        requests at once per key              (no limit)
  --token-lifetime S     lifetime of a browser token           (60)
  --credits N            credits a key starts with             (45000)
  --script FILE          JSON script to hear in unknown speech
  --record DIR           pass speech on to the real service, write it down
  --replay DIR           answer speech from what was recorded
  --upstream URL         service to record from  (https://api.gradium.ai/api)
  --strict               unknown speech gives no placeholder
  --deterministic        ids count up, random numbers repeat
  --seed N               seed of the random numbers            (1)
  --compatibility NAME   switch on behaviour of some versions; may be repeated
  --ready-file FILE      write the ready line there too
  --quiet                no notices on stderr
  --help                 this text

When it listens it prints one line of JSON on stdout; all else goes to stderr.
It stops on SIGINT and SIGTERM, and when its stdin is a pipe whose other end closes.
exec sets GRADIUM_BASE_URL and GRADIUM_API_KEY for the command.
`

const flags = {
  port: { type: 'string' },
  host: { type: 'string' },
  expose: { type: 'boolean' },
  'allow-origin': { type: 'string', multiple: true },
  engine: { type: 'string' },
  clock: { type: 'string' },
  speed: { type: 'string' },
  key: { type: 'string', multiple: true },
  'session-limit': { type: 'string' },
  'idle-limit': { type: 'string' },
  concurrency: { type: 'string' },
  'token-lifetime': { type: 'string' },
  credits: { type: 'string' },
  script: { type: 'string' },
  record: { type: 'string' },
  replay: { type: 'string' },
  upstream: { type: 'string' },
  strict: { type: 'boolean' },
  deterministic: { type: 'boolean' },
  seed: { type: 'string' },
  compatibility: { type: 'string', multiple: true },
  'ready-file': { type: 'string' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof flags }>>['values']

function number(values: Values, name: keyof typeof flags): number | undefined {
  const text = values[name]
  if (text === undefined) return undefined
  const value = Number(text)
  if (text !== '' && Number.isFinite(value)) return value
  throw new UsageError(`--${name} must be a number, not '${String(text)}'.`)
}

function oneOf<T extends string>(
  values: Values,
  name: keyof typeof flags,
  known: readonly T[],
): T | undefined {
  const text = values[name]
  if (text === undefined) return undefined
  const found = known.find((entry) => entry === text)
  if (found !== undefined) return found
  throw new UsageError(`--${name} must be one of ${known.join(', ')}, not '${String(text)}'.`)
}

function readScript(file: string | undefined): EmulatorOptions['script'] {
  if (file === undefined) return undefined
  try {
    const script: EmulatorOptions['script'] = JSON.parse(readFileSync(file, 'utf8'))
    if (Array.isArray(script?.lines) || Array.isArray(script?.timed)) return script
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UsageError(`The script ${file} cannot be read: ${reason}.`)
  }
  throw new UsageError(`The script ${file} needs "lines" or "timed"; see the README.`)
}

function parse(args: readonly string[]): Values {
  try {
    return parseArgs({ args: [...args], options: flags }).values
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UsageError(`${reason.replace(/\.?$/, '.')} See gradium-emulator --help.`)
  }
}

/** Drops what was not given, so that defaults apply. */
function given<T extends object>(object: { [K in keyof T]: T[K] | undefined }): T {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- entries lose the type, not the values
  return Object.fromEntries(entries) as T
}

/** @throws UsageError with a sentence. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const isExec = args[0] === 'exec'
  const separator = args.indexOf('--')
  const end = isExec && separator >= 0 ? separator : args.length
  const command = isExec ? args.slice(end + 1) : undefined
  const values = parse(args.slice(isExec ? 1 : 0, end))
  const isHelp = values.help ?? false
  if (command?.length === 0 && !isHelp) {
    throw new UsageError(
      'exec needs a command after --, such as: gradium-emulator exec -- npm test',
    )
  }
  const switches = Object.fromEntries((values.compatibility ?? []).map((name) => [name, true]))
  const options = given<EmulatorOptions>({
    port: number(values, 'port') ?? (isExec ? 0 : 4300),
    host: values.host,
    isExposed: values.expose,
    allowedOrigins: values['allow-origin'],
    engine: oneOf(values, 'engine', ['tone', 'flite', 'auto', 'oracle'] as const),
    clock:
      oneOf(values, 'clock', ['realtime', 'instant', 'manual'] as const) ??
      (isExec ? 'instant' : 'realtime'),
    speed: number(values, 'speed'),
    keys: values.key,
    sessionLimitSeconds: number(values, 'session-limit'),
    idleLimitSeconds: number(values, 'idle-limit'),
    concurrencyLimit: number(values, 'concurrency'),
    tokenLifetimeSeconds: number(values, 'token-lifetime'),
    credits: number(values, 'credits'),
    script: readScript(values.script),
    recordFolder: values.record,
    replayFolder: values.replay,
    upstreamUrl: values.upstream,
    isStrict: values.strict,
    isDeterministic: values.deterministic,
    seed: number(values, 'seed'),
    compatibility: switches,
  })
  const isQuiet = values.quiet ?? false
  return { options, command, readyFile: values['ready-file'], isQuiet, isHelp }
}
