import { type Exchange, exchangeOf, withSpoken } from '@gradium-kit/demo-page'
import type { Turn } from '@gradium-kit/react'
import { useState } from 'react'
import type { Reader } from './use-reader.ts'

export type Conversation = ReturnType<typeof useConversation>

/** While it is on, the page answers each turn, and falls silent when its visitor begins to speak. */
export function useConversation({ speech, read }: Reader) {
  const [isOn, setOn] = useState(false)
  const [exchanges, setExchanges] = useState<readonly Exchange[]>([])

  async function answer(turn: Turn): Promise<void> {
    if (!isOn) return
    const exchange = exchangeOf(turn)
    setExchanges((all) => [...all, exchange])
    const spoken = await read(exchange.reply)
    setExchanges((all) => withSpoken(all, exchange.id, spoken))
  }

  function hearVoice(isSpeaking: boolean): void {
    if (isOn && isSpeaking) speech.interrupt()
  }

  function toggle(): void {
    if (isOn) speech.interrupt()
    setOn(!isOn)
  }

  return { isOn, exchanges, answer, hearVoice, toggle }
}
