import {
  SpeechController,
  type SpeechCommands,
  type SpeechOptions,
  type SpeechSnapshot,
} from '@gradium-kit/browser'
import { useController, useSnapshot } from './use-controller.ts'

/** What {@link useSpeech} returns: the snapshot, the commands, and the controller, for `useLevel` and `useSelection`. */
export interface UseSpeechReturn extends SpeechSnapshot, SpeechCommands {
  readonly controller: SpeechController
}

/**
 * Speaks text in the page. Renders when the snapshot changes, which is with each word, never with the position or levels. The
 * commands stay the same functions, may be taken out, and never reject.
 */
export function useSpeech(options: SpeechOptions): UseSpeechReturn {
  const controller = useSpeechController(options)
  const snapshot = useSnapshot(controller)
  const { speak, write, flush, end, interrupt, pause, resume, unlock } = controller
  const { setVolume, setSink, position } = controller
  const commands = { speak, write, flush, end, interrupt, pause, resume, unlock }
  return { ...snapshot, ...commands, setVolume, setSink, position, controller }
}

/** The controller alone, which never renders: for components that share it, each with its `useSelection`. */
export function useSpeechController(options: SpeechOptions): SpeechController {
  return useController((first) => new SpeechController(first), options)
}
