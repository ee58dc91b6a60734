import { GradiumError } from '@gradium-kit/core'

/** Not in the types of every browser yet, nor in every browser. */
interface SinkSelection {
  setSinkId: (sinkId: string) => Promise<void>
}

/** Has a context play on an output; undefined is the default one. */
export async function selectSink(context: AudioContext, sinkId: string | undefined): Promise<void> {
  if (!isSelectable(context)) {
    if (sinkId === undefined) return
    throw new GradiumError(
      'unsupported',
      'This browser cannot choose the loudspeaker for a page: choose it in the settings of the system.',
      { phase: 'playback' },
    )
  }
  try {
    await context.setSinkId(sinkId ?? '')
  } catch (cause) {
    throw new GradiumError(
      'config',
      'The loudspeaker was not changed: it is not there any more, or the page may not use it. Choose another one.',
      { phase: 'playback', cause },
    )
  }
}

function isSelectable(context: AudioContext): context is AudioContext & SinkSelection {
  return 'setSinkId' in context
}
