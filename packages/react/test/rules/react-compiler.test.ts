import { transformAsync } from '@babel/core'
import reactCompiler from 'babel-plugin-react-compiler'
import { describe, expect, it } from 'vitest'
import { sources } from './sources.ts'

interface CompilerEvent {
  readonly kind: string
  readonly fnName?: string | null
  readonly detail?: unknown
}

/** What React Compiler makes of a file, and what it says meanwhile. */
async function compile(
  path: string,
  code: string,
): Promise<{ code: string; events: CompilerEvent[] }> {
  const events: CompilerEvent[] = []
  const logger = { logEvent: (_file: string | null, event: CompilerEvent) => events.push(event) }
  const result = await transformAsync(code, {
    filename: path,
    babelrc: false,
    configFile: false,
    parserOpts: { plugins: ['typescript', 'jsx'] },
    plugins: [[reactCompiler, { panicThreshold: 'none', logger }]],
  })
  return { code: result?.code ?? '', events }
}

const failures = (events: CompilerEvent[]): CompilerEvent[] =>
  events.filter(({ kind }) => kind !== 'CompileSuccess')

describe('React Compiler', () => {
  it.each(sources)('compiles $path without bailing out', async ({ path, code }) => {
    const { events } = await compile(path, code)
    expect(failures(events)).toEqual([])
  })

  it.each([
    ['src/use-controller.ts', ['useController', 'useSnapshot', 'useSelection']],
    ['src/use-transcription.ts', ['useTranscription', 'useTranscriptionController']],
    ['src/use-speech.ts', ['useSpeech', 'useSpeechController']],
    ['src/use-level.ts', ['useLevel']],
    ['src/use-audio-devices.ts', ['useAudioDevices']],
  ])('compiles every hook of %s', async (path, hooks) => {
    const { code } = sources.find((source) => source.path === path)!
    const { events, code: compiled } = await compile(path, code)
    expect(events.map(({ fnName }) => fnName)).toEqual(expect.arrayContaining(hooks))
    expect(compiled).toContain('react/compiler-runtime')
  })

  it('is asked in a way in which it can refuse', async () => {
    const { events } = await compile(
      'wrong.tsx',
      `import { useRef } from 'react'
       export function useLatest(value) { const ref = useRef(value); ref.current = value; return ref.current }`,
    )
    expect(failures(events)[0]?.kind).toBe('CompileError')
  })
})
