import { type Exchange, exchangeOf, withSpoken } from '@gradium-kit/demo-page'
import type { Turn } from '@gradium-kit/vue'
import { ref, shallowRef } from 'vue'
import type { Reader } from './use-reader.ts'

export type Conversation = ReturnType<typeof useConversation>

/** While it is on, the page answers each turn, and falls silent when its visitor begins to speak. */
export function useConversation({ speech, read }: Reader) {
  const isOn = ref(false)
  const exchanges = shallowRef<readonly Exchange[]>([])

  async function answer(turn: Turn): Promise<void> {
    if (!isOn.value) return
    const exchange = exchangeOf(turn)
    exchanges.value = [...exchanges.value, exchange]
    const spoken = await read(exchange.reply)
    exchanges.value = withSpoken(exchanges.value, exchange.id, spoken)
  }

  function hearVoice(isSpeaking: boolean): void {
    if (isOn.value && isSpeaking) speech.interrupt()
  }

  function toggle(): void {
    if (isOn.value) speech.interrupt()
    isOn.value = !isOn.value
  }

  return { isOn, exchanges, answer, hearVoice, toggle }
}
