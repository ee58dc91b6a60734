import { inChromium, inChromiumWith, shared, withEmulator } from '@gradium-kit/fixtures/vitest'
import { defineConfig } from 'vitest/config'
import { recordedMicrophone } from './test/microphone/recorded-microphone.ts'
import { withCommands } from './test/service/emulator-commands.ts'
import { spokenMicrophone } from './test/transcription/spoken-microphone.ts'

const inPage = ['test/**/*.page.test.ts']
/** With a known recording in the fake microphone. */
const recorded = ['test/**/*.recorded.test.ts']
/** With somebody in the fake microphone who speaks. */
const spoken = ['test/**/*.spoken.test.ts']
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
          exclude: [...inPage, ...recorded, ...spoken, ...denied, ...gesture, ...leak],
        },
      },
      {
        test: {
          name: 'page',
          include: inPage,
          // They wait for real time to pass, much more than they compute.
          maxWorkers: 4,
          ...withEmulator,
          ...withCommands(inChromium),
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
          name: 'spoken',
          include: spoken,
          globalSetup: ['test/transcription/spoken-microphone.ts'],
          ...withCommands(
            inChromiumWith({
              add: [`--use-file-for-fake-audio-capture=${spokenMicrophone}%noloop`],
            }),
          ),
        },
      },
      {
        test: {
          name: 'denied',
          include: denied,
          // The permission is that of all its pages.
          fileParallelism: false,
          ...withCommands(
            inChromiumWith({
              remove: ['--use-fake-ui-for-media-stream'],
              add: ['--deny-permission-prompts'],
            }),
          ),
        },
      },
      // A click counts for all pages of a browser: each file has its own.
      ...['player', 'speech'].map((folder) => ({
        test: {
          name: `gesture-${folder}`,
          include: [`test/${folder}/**/*.gesture.test.ts`],
          ...withCommands(
            inChromiumWith({ remove: ['--autoplay-policy=no-user-gesture-required'] }),
          ),
        },
      })),
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
