import {
  TranscriptionController,
  type TranscriptionCommands,
  type TranscriptionOptions,
  type TranscriptionSnapshot,
} from '@gradium-kit/browser'
import { useController, useSnapshot } from './use-controller.ts'

/** What {@link useTranscription} returns: the snapshot, the commands, and the controller, for `useLevel` and `useSelection`. */
export interface UseTranscriptionReturn extends TranscriptionSnapshot, TranscriptionCommands {
  readonly controller: TranscriptionController
}

/**
 * Transcribes the microphone live. Renders when the snapshot changes, which is with each piece of text, never with levels or
 * reports of voice activity. The commands stay the same functions, may be taken out, and never reject.
 */
export function useTranscription(options: TranscriptionOptions): UseTranscriptionReturn {
  const controller = useTranscriptionController(options)
  const snapshot = useSnapshot(controller)
  const { start, stop, cancel, mute, unmute, setDevice, setGate, flush, clear } = controller
  const commands = { start, stop, cancel, mute, unmute, setDevice, setGate, flush, clear }
  return { ...snapshot, ...commands, controller }
}

/** The controller alone, which never renders: for components that share it, each with its `useSelection`. */
export function useTranscriptionController(options: TranscriptionOptions): TranscriptionController {
  return useController((first) => new TranscriptionController(first), options)
}
