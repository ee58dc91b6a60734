import {
  badDayTests,
  conversationTests,
  definePageTests,
  speakingTests,
} from '@gradium-kit/demo-page/testing'

definePageTests(new URL('..', import.meta.url), speakingTests, conversationTests, badDayTests)
