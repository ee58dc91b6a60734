import type { FlushId } from './client-message.ts'

export interface VadEntry {
  horizon_s: number
  inactivity_prob: number
}

/** The id of a multiplexed request, last on each of its messages. */
export interface Identified {
  client_req_id?: string | null
}

/** Every message the service sends, with its fields in the order of PROTOCOL.md §5.4 and §6.2. */
export type ServerMessage = ServerBody & Identified

type ServerBody =
  | {
      type: 'ready'
      request_id: string
      model_name: string
      sample_rate: number
      frame_size: number
      delay_in_frames?: number
      audio_stream_names?: string[]
      text_stream_names?: string[]
    }
  | { type: 'audio'; audio: string; start_s: number; stop_s: number; stream_id: 0 }
  | { type: 'text'; text: string; start_s: number; stop_s?: number; stream_id: 0 | 1 }
  | { type: 'end_text'; stop_s: number; stream_id: 0 | 1 }
  | {
      type: 'step'
      vad: VadEntry[]
      step_idx: number
      step_duration_s: number
      total_duration_s: number
    }
  | { type: 'flushed'; flush_id: FlushId }
  | { type: 'need_more_text' }
  | { type: 'end_of_stream' }
  | { type: 'error'; message: string; code?: number }

/** Adds the id of a multiplexed request, or an explicit null. */
export function withClientRequestId(
  message: ServerMessage,
  clientRequestId: string | undefined,
  isNullWritten: boolean,
): ServerMessage {
  if (clientRequestId === undefined && !isNullWritten) return message
  return { ...message, client_req_id: clientRequestId ?? null }
}

/** Cuts a close reason to the 123 bytes of UTF-8 a close frame can hold, never inside a character. */
export function closeReason(text: string): string {
  const firstLine = text.split('\n', 1)[0] ?? ''
  let bytes = 0
  let kept = ''
  for (const character of firstLine) {
    const point = character.codePointAt(0) ?? 0
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4
    if (bytes > 123) break
    kept += character
  }
  return kept
}
