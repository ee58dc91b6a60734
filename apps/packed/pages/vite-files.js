import captureUrl from '@gradium-kit/browser/worklets/capture.js?url'
import playbackUrl from '@gradium-kit/browser/worklets/playback.js?url'
import { show } from './controllers.js'

show({ captureUrl, playbackUrl })
