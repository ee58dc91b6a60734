import { testAdapter } from '@gradium-kit/fixtures/adapter'
import { reactAdapter } from './adapter.tsx'

testAdapter(reactAdapter)
