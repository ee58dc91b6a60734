/** One well-formed message of every type that the service sends. */
export const serverFrames = [
  '{"type":"ready","request_id":"r-1","model_name":"default","model_ext":"m-2","sample_rate":48000,"frame_size":3840,"delay_in_frames":10,"residency":"pinned; zone=eu","audio_stream_names":["tts"],"text_stream_names":[],"client_req_id":"1"}',
  '{"type":"audio","audio":"AAEC","start_s":0.08,"stop_s":0.16,"stream_id":0,"client_req_id":"1"}',
  '{"type":"audio","audio":"AAECAw==","start_s":0,"stop_s":0.08,"stream_id":0}',
  '{"type":"text","text":"Grüße,","start_s":0.24,"stop_s":0.56,"stream_id":0}',
  '{"type":"end_text","stop_s":0.56,"stream_id":0}',
  '{"type":"step","vad":[{"horizon_s":0.5,"inactivity_prob":0.1},{"horizon_s":2,"inactivity_prob":0.7}],"step_idx":5,"step_duration_s":0.08,"total_duration_s":0.4}',
  '{"type":"flushed","flush_id":1}',
  '{"type":"end_of_stream"}',
  '{"type":"error","message":"API key is revoked or expired","code":1008,"client_req_id":null}',
  '{"type":"need_more_text","client_req_id":"1"}',
] as const
