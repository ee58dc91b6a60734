import { accessibilityTests, definePageTests, listeningTests } from '@gradium-kit/demo-page/testing'

const app = new URL('..', import.meta.url)

definePageTests(app, 'development', listeningTests, accessibilityTests)
