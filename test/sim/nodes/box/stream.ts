import type { LeaseWord } from '#shared/contracts/event.ts'
import type { StreamMessage } from '#shared/contracts/lease.ts'
import type { EventDraft } from '#shared/value/hub/event-draft.ts'
import type { StreamLine } from '../../messages.ts'
import type { BoxSite } from './box-site.ts'
import type { BoxTime } from './box-time.ts'
import type { Census } from './census.ts'
import type { CloudLine } from './cloud-line.ts'
import { type Draft, type Drafts, noDrafts } from './drafts.ts'
import type { Holds } from './holds.ts'
import type { JournalWriter } from './journal-writer.ts'
import type { Payments } from './payments.ts'
import type { Process } from './process.ts'
import type { Projections } from './projections.ts'

/** The cloud's numbered messages, one at a time, each acknowledged once the journal answers it. */
export interface Stream {
  hear(line: StreamLine): void
  start(): void
}

/** How soon the oracle looks at a hold, and how soon where somebody is at work with it. */
const LOOK_MS = 5_000
const LOOK_MS_BUSY = 60_000

export function createStream(
  { world, address, disk }: BoxSite,
  parts: {
    readonly process: Process
    readonly projections: Projections
    readonly time: BoxTime
    readonly line: CloudLine
    readonly census: Census
    readonly payments: Payments
    readonly holds: Holds
    readonly drafts: Drafts
    readonly writer: JournalWriter
  },
): Stream {
  const { network, rules, oracle, reach } = world
  const { process, time, line, census, payments, holds, drafts, writer } = parts
  const { wallet, grantedSinceStart, noteGranted } = parts.projections
  /** Leases whose recall this process has acknowledged. */
  const given = new Set<string>()
  let busy = false

  function receive(message: StreamMessage): readonly Draft[] {
    const received = rules.receiveMessage({
      message,
      wallet,
      session: line.session(),
      now: time.reading(),
      openRequests: holds.open,
      reserved: census.held(),
      isWhole: census.isWhole(),
      isSoldSinceStart: parts.projections.isSoldSinceStart,
    })
    switch (received.outcome) {
      case 'other-session':
        reach('hub: a message of an ended session')
        return noDrafts
      case 'not-next':
        reach('hub: a message that is not the next')
        return noDrafts
      case 'unvouched':
        return noDrafts
      case 'repeated':
        acknowledge(received.n)
        return noDrafts
      case 'taken': {
        const { n, draft, isOurs } = received
        if (isOurs && draft.type === 'lease.granted' && draft.word !== null) {
          noteGranted(draft.word.lease)
        }
        const onDurable = (): void => {
          acknowledge(n)
          checkGiven(message)
          tellHolds(message, draft)
        }
        return [drafts.word(draft, onDurable)]
      }
    }
  }

  function acknowledge(n: number): void {
    const session = line.session()
    if (session === null) return
    network.send(address, world.cloudAddress, 'stream', {
      kind: 'ack',
      hub: disk.identity.hub,
      session: session.id,
      n,
    })
  }

  function tellHolds({ body }: StreamMessage, { type, word }: EventDraft): void {
    if (type !== 'lease.granted') return
    if (word !== null) watchHold(word, LOOK_MS, false)
    if (body.kind === 'grant' && body.requestId !== null) holds.granted(body.requestId, body.lease)
  }

  /** A recall may overtake its grant, and the grant may come again: the lease stays gone. */
  function checkGiven({ body }: StreamMessage): void {
    if (body.kind === 'refund-recall') return
    const { kind, lease } = body
    if (kind === 'recall') given.add(lease)
    if (!given.has(lease) || wallet.lease(lease)?.state !== 'open') return
    const words = `lease ${lease} is open on hub ${disk.identity.hub}, which has acknowledged its recall`
    oracle.fail('a recall is answered by the hub', words)
  }

  /** It may be another disk's, and the tills have yet to say that it is not. */
  function isUnproven(lease: string): boolean {
    return !census.isWhole() && !grantedSinceStart.has(lease)
  }

  /** Soon after a hold came, its payment is in work or it has gone back. */
  function watchHold(word: LeaseWord, afterMs: number, wasIdle: boolean): void {
    const { lease, receiptId } = word
    if (receiptId === null) return
    process.watch(afterMs, () => {
      if (wallet.lease(lease)?.state !== 'open') return
      if (payments.has(receiptId) || holds.isWaitedFor(receiptId) || isUnproven(lease)) {
        watchHold(word, LOOK_MS_BUSY, false)
      } else if (!wasIdle) {
        watchHold(word, LOOK_MS, true)
      } else {
        const { hub } = disk.identity
        const words = `lease ${lease} is open on hub ${hub}, nobody pays receipt ${receiptId}`
        oracle.fail('a hold given late goes back at once', words)
      }
    })
  }

  return {
    hear(said) {
      if (said.kind === 'ack' || busy) return
      busy = true
      writer.enqueue(() => {
        busy = false
        return receive(said.message)
      })
    },
    start() {
      given.clear()
      busy = false
    },
  }
}
