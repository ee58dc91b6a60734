interface AudioSession {
  type: string
}

let users = 0
let previousType = 'auto'

/**
 * Tells iOS that the page records and plays, without which a voice comes out of the earpiece, or quietly. Returns what puts
 * back the type that it had before; with several users the last of them does.
 */
export function claimAudioSession(): () => void {
  const { audioSession } = globalThis.navigator as Navigator & { audioSession?: AudioSession }
  if (audioSession === undefined) return () => {}
  if (users === 0) previousType = audioSession.type
  users += 1
  audioSession.type = 'play-and-record'
  return () => {
    users -= 1
    if (users === 0) audioSession.type = previousType
  }
}
