import { type FaultAction, type FaultMoment, type FaultRule, isCloseCode } from './fault-rule.ts'

const pattern =
  /(?:^|\s)emu-(fail|close|http|stall|deaf|cut|delay)(?:-(\d+))?(?:-(\d+))?(?=[\s.,!?]|$)/

function actionOf(name: string, number: number): FaultAction | undefined {
  switch (name) {
    case 'fail':
      return isCloseCode(number) ? { kind: 'error', code: number } : undefined
    case 'close':
      return isCloseCode(number) ? { kind: 'close', code: number } : undefined
    case 'http':
      return number >= 200 && number < 600 ? { kind: 'status', status: number } : undefined
    case 'delay':
      return { kind: 'delay', milliseconds: number }
    case 'stall':
      return { kind: 'stall' }
    case 'deaf':
      return { kind: 'deaf' }
    default:
      return { kind: 'reset' }
  }
}

/**
 * The fault that a voice id, a key or a text asks for, for clients that cannot reach the control routes:
 * `emu-fail-CODE[-N]`, `emu-close-CODE[-N]`, `emu-stall[-N]`, `emu-deaf[-N]`, `emu-cut[-N]`, `emu-delay-MILLISECONDS`, `emu-http-STATUS`.
 * N counts audio messages sent before, or any messages on STT.
 */
export function magicFault(value: string | undefined, isStt: boolean): FaultRule | undefined {
  const match = value === undefined ? null : pattern.exec(value)
  if (match === null) return undefined
  const [, name = '', first, second] = match
  const hasNumber = !['stall', 'deaf', 'cut'].includes(name)
  const what = actionOf(name, Number(first))
  if (what === undefined) return undefined
  if (what.kind === 'status') return { what, when: 'upgrade' }
  const count = hasNumber ? second : first
  const when: FaultMoment =
    count === undefined
      ? 'setup'
      : isStt
        ? { afterMessages: Number(count) }
        : { afterAudio: Number(count) }
  return { what, when }
}
