import { show } from './controllers.js'

const captureUrl = new URL('@gradium-kit/browser/worklets/capture.js', import.meta.url).href
const playbackUrl = new URL('@gradium-kit/browser/worklets/playback.js', import.meta.url).href

show({ captureUrl, playbackUrl })
