import { GradiumError, type GradiumErrorPhase } from '@gradium-kit/core'

/** A worklet: the name it registers, and its script. */
export interface Worklet {
  readonly name: string
  readonly source: string
  readonly phase: GradiumErrorPhase
}

const loads = new WeakMap<BaseAudioContext, Map<string, Promise<void>>>()

/**
 * Loads a worklet once for each context, from a URL of the page or from the script inside this package, through a `blob:` URL.
 * Rejects with `worklet-load`; the next call then tries again.
 */
export function loadWorklet(
  context: BaseAudioContext,
  worklet: Worklet,
  url: string | URL | undefined,
): Promise<void> {
  const known = loads.get(context) ?? new Map<string, Promise<void>>()
  loads.set(context, known)
  const begun = known.get(worklet.name)
  if (begun !== undefined) return begun
  const load = addModule(context, worklet, url).catch((error: unknown) => {
    known.delete(worklet.name)
    throw error
  })
  known.set(worklet.name, load)
  return load
}

async function addModule(
  context: BaseAudioContext,
  { name, source, phase }: Worklet,
  url: string | URL | undefined,
): Promise<void> {
  if (context.audioWorklet === undefined) {
    const message = globalThis.isSecureContext
      ? 'This browser has no audio worklets: use a newer one.'
      : 'The page is not secure, so the browser gives it no audio worklets: serve it over https, or from localhost.'
    throw new GradiumError(globalThis.isSecureContext ? 'unsupported' : 'insecure-context', message, { phase })
  }
  const script = url ?? URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
  try {
    await context.audioWorklet.addModule(script)
  } catch (cause) {
    const file = `@gradium-kit/browser/worklets/${name}.js`
    const message =
      url === undefined
        ? `The audio worklet was not loaded: the page's Content-Security-Policy probably forbids blob: scripts. Serve ${file} yourself and pass its address as workletUrl, or add blob: to script-src.`
        : `The audio worklet was not loaded from ${withoutQuery(url)}: it has to be there, with a JavaScript type, and script-src of the page's Content-Security-Policy has to allow it. It is ${file}.`
    throw new GradiumError('worklet-load', message, { phase, cause })
  } finally {
    if (url === undefined) URL.revokeObjectURL(String(script))
  }
}

/** Addresses may be signed. */
function withoutQuery(url: string | URL): string {
  return String(url).split(/[?#]/, 1)[0]!.slice(0, 200)
}
