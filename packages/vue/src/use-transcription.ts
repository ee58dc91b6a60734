import {
  TranscriptionController,
  type TranscriptionCommands,
  type TranscriptionOptions,
  type TranscriptionSnapshot,
} from '@gradium-kit/browser'
import type { MaybeRefOrGetter } from 'vue'
import { useController, useSnapshot, type SnapshotRefs } from './use-controller.ts'

/** What {@link useTranscription} returns: the snapshot as refs, the commands, and the controller, for `vLevel`. */
export type UseTranscriptionReturn = SnapshotRefs<TranscriptionSnapshot> &
  TranscriptionCommands & { readonly controller: TranscriptionController }

/**
 * Transcribes the microphone live. A ref triggers when its field changes; levels and reports of voice activity trigger none.
 * The commands may be taken out, and never reject.
 */
export function useTranscription(
  options: MaybeRefOrGetter<TranscriptionOptions>,
): UseTranscriptionReturn {
  const controller = useController((first) => new TranscriptionController(first), options)
  const { start, stop, cancel, mute, unmute, setDevice, setGate, flush, clear } = controller
  const commands = { start, stop, cancel, mute, unmute, setDevice, setGate, flush, clear }
  return { ...useSnapshot(controller), ...commands, controller }
}
