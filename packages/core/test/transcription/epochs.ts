import type { GradiumError } from '../../src/errors.ts'
import { Epoch } from '../../src/transcription/epoch.ts'
import { Connection } from '../../src/transport/connection.ts'
import type { Stage } from '../endless/stage.ts'

/** A session at a stage, and how it ended. */
export interface OpenEpoch {
  epoch: Epoch
  end?: { error: GradiumError | undefined }
}

/** A session that may hear so much, before it starts. */
export function openEpoch({ service }: Stage, maxSeconds = Infinity): OpenEpoch {
  const connection = new Connection(service, 'transcription')
  const setup = { modelName: 'default', inputFormat: 'pcm_24000', settings: undefined }
  const options = { setup, connection, isSole: true, bytesPerSecond: 48_000, maxSeconds }
  const open: OpenEpoch = {
    epoch: new Epoch(service, options, {
      onMessage: () => {},
      onEnd: (error) => (open.end = { error }),
    }),
  }
  return open
}

/** The same, once it is ready, from a position on. */
export async function readyEpoch(stage: Stage, base = 0, maxSeconds = Infinity): Promise<Epoch> {
  const { epoch } = openEpoch(stage, maxSeconds)
  epoch.request.start()
  await stage.until(() => epoch.readyAt !== undefined)
  epoch.begin(base, 0)
  return epoch
}
