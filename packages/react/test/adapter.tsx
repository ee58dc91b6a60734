import {
  Commits,
  type Adapter,
  type Mounted,
  type ShownDevices,
  type ShownSpeech,
  type ShownTranscription,
  type SpeechWishes,
  type TranscriptionWishes,
} from '@gradium-kit/fixtures/adapter'
import {
  Activity,
  StrictMode,
  useEffect,
  useRef,
  version,
  type ReactElement,
  type ReactNode,
} from 'react'
import { render } from 'vitest-browser-react'
import { useAudioDevices, useLevel, useSpeech, useTranscription } from '../src/index.ts'

interface Props<Wishes, Shown> {
  readonly wishes: Wishes
  readonly commits: Commits<Shown>
  readonly shownNumber: number
}

function Captions(props: Props<TranscriptionWishes, ShownTranscription>): ReactElement {
  const { wishes, commits, shownNumber } = props
  const transcription = useTranscription({
    ...wishes,
    onStep: () => wishes.onStep?.(),
    onSegment: (segment) => wishes.onSegment?.(segment, shownNumber),
  })
  const meter = useRef<HTMLDivElement>(null)
  useLevel(transcription.controller, meter)
  useEffect(() => commits.add(transcription))
  return <div ref={meter} data-meter />
}

function Speaker({ wishes, commits }: Props<SpeechWishes, ShownSpeech>): ReactElement {
  const speech = useSpeech({ ...wishes })
  const meter = useRef<HTMLDivElement>(null)
  useLevel(speech.controller, meter)
  useEffect(() => commits.add(speech))
  return <div ref={meter} data-meter />
}

function Devices({ commits }: Props<undefined, ShownDevices>): ReactElement {
  const devices = useAudioDevices()
  useEffect(() => commits.add(devices))
  return <div data-meter />
}

/** React 18 has no `<Activity>`; there the component is removed and put back. */
function Hideable(props: { readonly isHidden: boolean; readonly children: ReactNode }): ReactNode {
  if (Activity === undefined) return props.isHidden ? null : props.children
  return <Activity mode={props.isHidden ? 'hidden' : 'visible'}>{props.children}</Activity>
}

async function mount<Wishes, Shown>(
  Component: (props: Props<Wishes, Shown>) => ReactElement,
  wishes: Wishes,
): Promise<Mounted<Shown>> {
  const commits = new Commits<Shown>()
  const page = (shownNumber: number, isHidden = false): ReactElement => (
    <StrictMode>
      <Hideable isHidden={isHidden}>
        <Component wishes={wishes} commits={commits} shownNumber={shownNumber} />
      </Hideable>
    </StrictMode>
  )
  const { rerender, unmount, container } = await render(page(0))
  return {
    commits,
    renderAgain: (shownNumber) => rerender(page(shownNumber)),
    hide: () => rerender(page(0, true)),
    show: () => rerender(page(0)),
    unmount,
    meter: () => container.querySelector<HTMLElement>('[data-meter]')!,
  }
}

/** Every component in StrictMode, as a new application has it. */
export const reactAdapter: Adapter = {
  name: `React ${version}`,
  keepsHidden: Activity !== undefined,
  transcription: (wishes) => mount(Captions, wishes),
  speech: (wishes) => mount(Speaker, wishes),
  devices: () => mount(Devices, undefined),
}
