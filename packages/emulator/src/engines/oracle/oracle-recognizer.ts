import type { Recognizer } from '../engine.ts'
import { OracleListening } from './oracle-listening.ts'

/** Hears oracle speech and nothing else: there is nothing to remember and no script to read. */
export function createOracleRecognizer(): Recognizer {
  return {
    listen: () => new OracleListening(),
    remember: () => {},
    setScript: () => {},
  }
}
