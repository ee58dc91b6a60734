import { inChromium, inChromiumWith, shared, withEmulator } from '@gradium-kit/fixtures/vitest'
import { defineConfig } from 'vitest/config'
import { recordedMicrophone } from './test/microphone/recorded-microphone.ts'
import { emulatorCommands } from './test/service/emulator-commands.ts'

const inPage = ['test/**/*.page.test.ts']
/** With a known recording in the fake microphone. */
const recorded = ['test/**/*.recorded.test.ts']
/** Where every prompt is denied, until a test grants the permission. */
const denied = ['test/**/*.denied.test.ts']
/** Where a page may not sound before a click, as users have it. */
const gesture = ['test/**/*.gesture.test.ts']
/** Where a test can have memory tidied up, in worklets too. */
const leak = ['test/**/*.leak.test.ts']

export default defineConfig({
  test: {
    ...shared,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...inPage, ...recorded, ...denied, ...gesture, ...leak],
        },
      },
      {
        test: {
          name: 'page',
          include: inPage,
          ...withEmulator,
          browser: { ...inChromium.browser, commands: emulatorCommands },
        },
      },
      {
        test: {
          name: 'recorded',
          include: recorded,
          globalSetup: ['test/microphone/recorded-microphone.ts'],
          fileParallelism: false,
          ...inChromiumWith({
            add: [`--use-file-for-fake-audio-capture=${recordedMicrophone}%noloop`],
          }),
        },
      },
      {
        test: {
          name: 'denied',
          include: denied,
          // The permission is that of all its pages.
          fileParallelism: false,
          ...inChromiumWith({
            remove: ['--use-fake-ui-for-media-stream'],
            add: ['--deny-permission-prompts'],
          }),
        },
      },
      {
        test: {
          name: 'gesture',
          include: gesture,
          ...inChromiumWith({ remove: ['--autoplay-policy=no-user-gesture-required'] }),
        },
      },
      {
        test: {
          name: 'leak',
          include: leak,
          ...inChromiumWith({ add: ['--js-flags=--expose-gc'] }),
        },
      },
    ],
  },
})
