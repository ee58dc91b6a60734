import { clockTime, type Exchange, notices, replyFate, splitHeard } from '@gradium-kit/demo-page'
import type { UseTranscriptionReturn } from '@gradium-kit/react'
import { Fragment } from 'react'
import type { Conversation } from './use-conversation.ts'

interface ConversationSectionProps {
  conversation: Conversation
  listening: UseTranscriptionReturn
}

/** The switch, and what was said on both sides. */
export function ConversationSection({ conversation, listening }: ConversationSectionProps) {
  const { isOn, exchanges, toggle } = conversation

  function talk() {
    toggle()
    if (!isOn) void listening.start()
  }

  return (
    <section className="conversation" aria-labelledby="conversation-title">
      <div className="title">
        <h2 id="conversation-title">Conversation</h2>
        <button className="switch" type="button" role="switch" aria-checked={isOn} onClick={talk}>
          Talk with the page
        </button>
      </div>
      <p className="hint">{notices.conversation}</p>
      {exchanges.length > 0 && (
        <ol className="turns">
          {exchanges.map((exchange) => (
            <Fragment key={exchange.id}>
              <li>
                <p className="label">You {clockTime(exchange.startSeconds)}</p>
                <p>{exchange.said}</p>
              </li>
              <Reply {...exchange} />
            </Fragment>
          ))}
        </ol>
      )}
    </section>
  )
}

/** What the page said; what was not heard of it is struck through. */
function Reply({ reply, spoken }: Exchange) {
  const fate = replyFate(spoken)
  const { heard, unheard } =
    fate === undefined ? { heard: reply, unheard: '' } : splitHeard(reply, spoken?.heardText ?? '')
  return (
    <li>
      <p className="label">Page</p>
      <p>
        {heard} {unheard !== '' && <span className="is-unheard">{unheard}</span>}
      </p>
      {fate !== undefined && <p className="hint">{fate}</p>}
    </li>
  )
}
