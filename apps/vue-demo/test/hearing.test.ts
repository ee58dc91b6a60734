import { accessibilityTests, definePageTests, listeningTests } from '@gradium-kit/demo-page/testing'

definePageTests(new URL('..', import.meta.url), listeningTests, accessibilityTests)
