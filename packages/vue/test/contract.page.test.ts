import { testAdapter } from '@gradium-kit/fixtures/adapter'
import { vueAdapter } from './adapter.ts'

testAdapter(vueAdapter)
