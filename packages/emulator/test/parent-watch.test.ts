import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'

const cli = new URL('../src/cli.ts', import.meta.url).pathname

interface Family {
  parent: ChildProcess
  /** What was printed up to a line that fits. */
  printed(line: RegExp): Promise<string>
  /** Ends once the parent and all it started have ended. */
  allEnded: Promise<unknown>
}

/** A parent that starts the command line, prints its process id, and waits for ever. */
function family(stdin: 'pipe' | 'ignore', ...args: string[]): Family {
  const flags = ['--no-warnings', cli, ...args]
  const program = `
    const { spawn } = require('node:child_process')
    const child = spawn(process.execPath, ${JSON.stringify(flags)}, { stdio: ['${stdin}', 'inherit', 'inherit'] })
    console.log('pid ' + child.pid)
    setInterval(() => {}, 1e6)`
  const parent = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  const printed = (line: RegExp): Promise<string> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (line.test(text)) resolve(text)
      }
      parent.stdout?.on('data', check)
      check()
    })
  parent.stdout?.on('data', (data: Buffer) => (text += data.toString()))
  // The output closes when the last process that can write to it has gone.
  return { parent, printed, allEnded: once(parent, 'close') }
}

async function reply(text: string): Promise<number> {
  const url = /"url":"([^"]+)"/u.exec(text)?.[1]
  return (await fetch(`${url}/usages/credits`, { headers: { 'x-api-key': 'any' } })).status
}

describe('an emulator whose parent is killed', () => {
  it('ends when the parent held its standard input', async () => {
    const { parent, printed, allEnded } = family('pipe', '--port', '0')
    expect(await reply(await printed(/listening/u))).toBe(200)
    parent.kill('SIGKILL')
    await allEnded
  })

  it('goes on without such an input, as after nohup and in scripts', async () => {
    const { parent, printed, allEnded } = family('ignore', '--port', '0')
    const text = await printed(/listening/u)
    parent.kill('SIGKILL')
    await once(parent, 'exit')
    expect(await reply(text)).toBe(200)
    process.kill(Number(/pid (\d+)/u.exec(text)?.[1]))
    await allEnded
  })

  it('ends its command, too', async () => {
    const command = [process.execPath, '-e', "console.log('up'); setInterval(() => {}, 1e6)"]
    const { parent, printed, allEnded } = family('pipe', 'exec', '--', ...command)
    expect(await printed(/up/u)).toMatch(/^pid \d+\nup\n$/u)
    parent.kill('SIGKILL')
    await allEnded
  })
})

it('serves on when its standard input was closed from the start', async () => {
  const child = spawn(process.execPath, ['--no-warnings', cli, '--port', '0'], { stdio: 'pipe' })
  child.stdin.end()
  const [ready] = await once(child.stdout, 'data')
  expect(await reply(String(ready))).toBe(200)
  child.kill()
  expect(await once(child, 'close')).toEqual([0, null])
})
