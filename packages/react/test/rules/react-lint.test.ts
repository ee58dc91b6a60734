import { transform } from 'esbuild'
import { Linter } from 'eslint'
import reactHooks from 'eslint-plugin-react-hooks'
import { describe, expect, it } from 'vitest'
import { sources } from './sources.ts'

const linter = new Linter()

/** The lines that React's own rules complain of. Types are taken away first, which moves no hook. */
async function complaints(path: string, code: string): Promise<string[]> {
  const script = await transform(code, {
    loader: path.endsWith('x') ? 'tsx' : 'ts',
    jsx: 'preserve',
  })
  return linter
    .verify(
      script.code,
      [
        {
          files: ['**/*.{ts,tsx}'],
          plugins: { 'react-hooks': { rules: reactHooks.rules } },
          languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } },
          rules: reactHooks.configs.flat['recommended-latest'].rules,
        },
      ],
      path,
    )
    .map(({ ruleId, message }) => `${ruleId}: ${message}`)
}

describe("React's lint rules", () => {
  it.each(sources)('accept $path', async ({ path, code }) => {
    expect(await complaints(path, code)).toEqual([])
  })

  it('are asked in a way in which they can complain', async () => {
    const code = `import { useRef } from 'react'
      export function useLatest(value: string) { const ref = useRef(value); ref.current = value; return ref.current }`
    expect((await complaints('src/wrong.ts', code)).join()).toContain('react-hooks/refs')
  })
})
