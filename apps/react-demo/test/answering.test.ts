import {
  badDayTests,
  conversationTests,
  definePageTests,
  speakingTests,
} from '@gradium-kit/demo-page/testing'

const app = new URL('..', import.meta.url)

definePageTests(app, 'production', speakingTests, conversationTests, badDayTests)
