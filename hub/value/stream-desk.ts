import type { Logger } from 'pino'
import type { StreamMessage } from '#shared/contracts/lease.ts'
import type { HubSession, Received } from '#shared/value/hub/receive.ts'
import type { ValueLine } from './line.ts'

/** As many as the cloud sends ahead of the acknowledgements. */
const MAX_EARLY = 20

/** The cloud's numbered messages, in order, each acknowledged once the journal answers it. */
export interface StreamDesk {
  readonly hear: (message: StreamMessage) => void
  /** The handshake's answer came; what the cloud said in that session meanwhile waits here. */
  readonly sessionOpened: (session: HubSession) => void
}

export function createStreamDesk(deps: {
  readonly line: ValueLine
  readonly receive: (message: StreamMessage, session: HubSession) => Promise<Received>
  readonly onTaken: (message: StreamMessage, taken: Extract<Received, { outcome: 'taken' }>) => void
  readonly log: Logger
}): StreamDesk {
  const { line, log } = deps
  /** Said in a session that the hub has not heard of yet: the two lines do not wait for each other. */
  let early: StreamMessage[] = []

  const acknowledge = (session: HubSession, n: number): void => {
    line.send({ kind: 'ack', session: session.id, n })
  }
  const take = async (message: StreamMessage, session: HubSession): Promise<void> => {
    const received = await deps.receive(message, session)
    switch (received.outcome) {
      case 'other-session':
      case 'not-next':
      case 'unvouched':
        log.debug({ n: message.n, ...received }, 'a message of the cloud is not taken')
        return
      case 'repeated':
        acknowledge(session, received.n)
        return
      case 'taken':
        acknowledge(session, received.n)
        deps.onTaken(message, received)
    }
  }
  const begin = (message: StreamMessage, session: HubSession): void => {
    // Jobs of the journal's writer are done in the order in which they are given.
    take(message, session).catch((error: unknown) => {
      log.error({ err: error, n: message.n }, 'a message of the cloud waits: it is sent again')
    })
  }

  return {
    hear(message) {
      const session = line.session()
      if (session?.id === message.session) begin(message, session)
      else early = [...early, message].slice(-MAX_EARLY)
    },
    sessionOpened(session) {
      const waiting = early
      early = []
      for (const message of waiting) if (message.session === session.id) begin(message, session)
    },
  }
}
