import { microphoneError, noMicrophoneError } from './microphone-error.ts'

/** Which microphone, and what the browser does to its sound. */
export interface DeviceSettings {
  /** Exactly this device. Default: the browser's choice. */
  deviceId?: string | undefined
  /**
   * Takes out of the recording what the page plays. Default true, and then everything that the machine plays (`'all'`) where
   * the browser offers that.
   */
  echoCancellation?: boolean | 'all' | 'remote-only' | undefined
  /** Default true. */
  noiseSuppression?: boolean | undefined
  /** Default true. */
  autoGainControl?: boolean | undefined
}

/** One getUserMedia. Rejects with a typed error. */
export async function openMicrophone(settings: DeviceSettings): Promise<MediaStream> {
  const { mediaDevices } = globalThis.navigator
  if (mediaDevices === undefined) throw noMicrophoneError(globalThis.isSecureContext)
  const { deviceId, echoCancellation, noiseSuppression = true, autoGainControl = true } = settings
  // No sample rate: Firefox then refuses to connect it to a context of another rate.
  const audio: MediaTrackConstraints = {
    channelCount: 1,
    echoCancellation: echoCancellation ?? true,
    noiseSuppression,
    autoGainControl,
  }
  if (deviceId !== undefined) audio.deviceId = { exact: deviceId }
  try {
    const stream = await mediaDevices.getUserMedia({ audio })
    if (echoCancellation === undefined) await cancelAllEcho(stream, audio)
    return stream
  } catch (error) {
    throw microphoneError(error)
  }
}

export function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

async function cancelAllEcho(stream: MediaStream, audio: MediaTrackConstraints): Promise<void> {
  const [track] = stream.getAudioTracks()
  const offered = track?.getCapabilities?.().echoCancellation ?? []
  if (!offered.includes('all')) return
  // What cannot be had leaves the track as it is.
  await track?.applyConstraints({ ...audio, echoCancellation: 'all' }).catch(() => {})
}
