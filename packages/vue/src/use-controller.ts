import type { Readable } from '@gradium-kit/browser'
import {
  computed,
  getCurrentInstance,
  getCurrentScope,
  onActivated,
  onDeactivated,
  onMounted,
  onScopeDispose,
  shallowRef,
  toValue,
  watch,
  type ComputedRef,
  type MaybeRefOrGetter,
  type ShallowRef,
} from 'vue'

/** What a composable binds to: the controllers of `@gradium-kit/browser`. */
interface Controller<Options> {
  readonly setOptions: (options: Options) => void
  readonly retain: () => () => void
}

/** Each field of a snapshot as a ref of its own, which triggers when that field changes. */
export type SnapshotRefs<Snapshot> = {
  readonly [Key in keyof Snapshot]: ComputedRef<Snapshot[Key]>
}

/** A controller that lives as long as the scope, and always has the newest options. */
export function useController<Options, Instance extends Controller<Options>>(
  create: (options: Options) => Instance,
  options: MaybeRefOrGetter<Options>,
): Instance {
  const controller = create(toValue(options))
  watch(() => toValue(options), controller.setOptions, { flush: 'sync' })
  whileInUse(controller.retain)
  return controller
}

/** The snapshot of a readable as refs. */
export function useSnapshot<Snapshot extends object>(
  readable: Readable<Snapshot>,
): SnapshotRefs<Snapshot> {
  const idle = readable.getServerSnapshot()
  const snapshot: ShallowRef<Snapshot> = shallowRef(idle)
  const refs: Partial<{ -readonly [Key in keyof Snapshot]: ComputedRef<Snapshot[Key]> }> = {}
  for (const key in idle) refs[key] = computed(() => snapshot.value[key])
  whileInUse(() => {
    const show = (): void => void (snapshot.value = readable.getSnapshot())
    show()
    return readable.subscribe(show)
  })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- idle has every field
  return refs as SnapshotRefs<Snapshot>
}

/**
 * Calls `begin` when the component is mounted or shown again, and what it returns when that is hidden (`<KeepAlive>`) or
 * removed; in a scope without a component at once. On servers, where no scope ends, nothing happens.
 */
function whileInUse(begin: () => () => void): void {
  let end: (() => void) | undefined
  const start = (): void => void (end ??= begin())
  const stop = (): void => {
    end?.()
    end = undefined
  }
  if (getCurrentInstance() !== null) {
    onMounted(start)
    onActivated(start)
    onDeactivated(stop)
  } else if (getCurrentScope() !== undefined && typeof document === 'object') start()
  onScopeDispose(stop, true)
}
