import { streamSpeech, type SpeechStream } from '../../src/index.node.ts'
import { RetryBudget } from '../../src/session/retry-budget.ts'
import {
  follow,
  hear,
  oracleBytes,
  spokenAs,
  startOracleService,
  type OracleOptions,
  type OracleService,
} from '../speech/oracle-service.ts'

/** Counts what is spent of it. */
class CountingBudget extends RetryBudget {
  spent = 0

  override failed(): void {
    this.spent += 1
    super.failed()
  }

  override lost(): boolean {
    this.spent += 1
    return super.lost()
  }
}

export interface Pool extends OracleService {
  budget: CountingBudget
  /** A stream that has said a word and waits for more. */
  hold: (word: string) => Promise<SpeechStream>
  say: (text: string) => Promise<boolean>
}

/** A client whose speech shares sockets, with a service that holds it to the byte. */
export async function startPool(options: OracleOptions = {}): Promise<Pool> {
  const oracle = await startOracleService(options)
  const budget = new CountingBudget(oracle.clock)
  oracle.service.budget = budget
  const hold = async (word: string): Promise<SpeechStream> => {
    const stream = streamSpeech(oracle.service, spokenAs)
    stream.write(`${word} `)
    stream.flush()
    await follow(stream).saw(word)
    return stream
  }
  const say = async (text: string): Promise<boolean> => {
    const heard = await hear(streamSpeech(oracle.service, { text, ...spokenAs }))
    return heard.error === undefined && heard.bytes.equals(oracleBytes(text))
  }
  return { ...oracle, budget, hold, say }
}

/** Words that differ. */
export const names = Array.from({ length: 32 }, (_, index) => `word${index}`)
