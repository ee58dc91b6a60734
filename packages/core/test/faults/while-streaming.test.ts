import { describe } from 'vitest'
import { faultIds, testCells } from './matrix.ts'
import { whileStreamingChecks } from './while-streaming-checks.ts'
import { whileStreamingVariants } from './while-streaming.ts'

describe('while streaming', () => {
  testCells(faultIds(16, 36), { variants: whileStreamingVariants, own: whileStreamingChecks })
})
