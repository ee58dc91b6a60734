import { injectIntoGlobalHook } from 'react-refresh/runtime'

// Before React itself is loaded, as a development server does it.
injectIntoGlobalHook(globalThis)

export {
  createSignatureFunctionForTransform,
  performReactRefresh,
  register,
} from 'react-refresh/runtime'
