import {
  SpeechController,
  type SpeechCommands,
  type SpeechOptions,
  type SpeechSnapshot,
} from '@gradium-kit/browser'
import type { MaybeRefOrGetter } from 'vue'
import { useController, useSnapshot, type SnapshotRefs } from './use-controller.ts'

/** What {@link useSpeech} returns: the snapshot as refs, the commands, and the controller, for `vLevel`. */
export type UseSpeechReturn = SnapshotRefs<SpeechSnapshot> &
  SpeechCommands & { readonly controller: SpeechController }

/**
 * Speaks text in the page. A ref triggers when its field changes; the position and levels trigger none. The commands may be
 * taken out, and never reject.
 */
export function useSpeech(options: MaybeRefOrGetter<SpeechOptions>): UseSpeechReturn {
  const controller = useController((first) => new SpeechController(first), options)
  const { speak, write, flush, end, interrupt, pause, resume, unlock } = controller
  const { setVolume, setSink, position } = controller
  const commands = { speak, write, flush, end, interrupt, pause, resume, unlock }
  return { ...useSnapshot(controller), ...commands, setVolume, setSink, position, controller }
}
