import type { Readable } from '@gradium-kit/browser'
import { useEffect, useInsertionEffect, useMemo, useState, useSyncExternalStore } from 'react'

/** What a hook binds to: the controllers of `@gradium-kit/browser`. */
interface Controller<Options> {
  readonly setOptions: (options: Options) => void
  readonly retain: () => () => void
}

/** A controller that lives as long as the component, and always has the options of its last render. */
export function useController<Options, Instance extends Controller<Options>>(
  create: (options: Options) => Instance,
  options: Options,
): Instance {
  const [controller] = useState(() => create(options))
  // Before the effects of any component run, so that none of them meets options of an older render.
  useInsertionEffect(() => controller.setOptions(options))
  useEffect(() => controller.retain(), [controller])
  return controller
}

/** The snapshot of a controller; renders when it changes. */
export function useSnapshot<Snapshot>(controller: Readable<Snapshot>): Snapshot {
  const { subscribe, getSnapshot, getServerSnapshot } = controller
  return useSyncExternalStore(subscribe, getSnapshot, getServerSnapshot)
}

/**
 * A part of a controller's snapshot, for components that show only that; renders when what `select` returns is another value
 * (`Object.is`).
 */
export function useSelection<Snapshot, Selected>(
  controller: Readable<Snapshot>,
  select: (snapshot: Snapshot) => Selected,
): Selected {
  const [get, getOnServer] = useMemo(() => {
    const { getSnapshot, getServerSnapshot } = controller
    return [selecting(getSnapshot, select), selecting(getServerSnapshot, select)]
  }, [controller, select])
  return useSyncExternalStore(controller.subscribe, get, getOnServer)
}

/** Selects once for each snapshot: a selection that is a new object each time would never come to rest. */
function selecting<Snapshot, Selected>(
  get: () => Snapshot,
  select: (snapshot: Snapshot) => Selected,
): () => Selected {
  let last: { snapshot: Snapshot; selected: Selected } | undefined
  return () => {
    const snapshot = get()
    if (last?.snapshot !== snapshot) last = { snapshot, selected: select(snapshot) }
    return last.selected
  }
}
