import { GradiumError, type GradiumErrorPhase } from '@gradium-kit/core'
import { insecureError } from '../insecure-error.ts'

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
    throw globalThis.isSecureContext
      ? new GradiumError('unsupported', 'This browser has no audio worklets: use a newer one.', {
          phase,
        })
      : insecureError(phase)
  }
  const script = url ?? URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
  try {
    await context.audioWorklet.addModule(script)
  } catch (cause) {
    const file = `@gradium-kit/browser/worklets/${name}.js`
    const policy = "script-src of the page's Content-Security-Policy has to allow"
    const message =
      url === undefined
        ? `The audio worklet was not loaded: ${policy} blob:, or workletUrl has to name where you serve ${file}.`
        : `The audio worklet was not loaded from ${withoutQuery(url)}: ${file} has to be served there, as JavaScript, and ${policy} it.`
    throw new GradiumError('worklet-load', message, { phase, cause })
  } finally {
    if (url === undefined) URL.revokeObjectURL(String(script))
  }
}

/** Addresses may be signed. */
function withoutQuery(url: string | URL): string {
  return String(url).split(/[?#]/, 1)[0]!.slice(0, 200)
}
