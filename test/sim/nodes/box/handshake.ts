import { headAfterRebase } from '#shared/journal/rebase.ts'
import type { Head } from '#shared/journal/record.ts'
import type { ClockReading } from '#shared/value/hub/time-anchor.ts'
import type { PushLine } from '../../messages.ts'
import { hashRecord } from '../hash-record.ts'
import type { BoxSite } from './box-site.ts'
import type { BoxTime } from './box-time.ts'
import type { CloudLine } from './cloud-line.ts'
import { type Drafts, noDrafts } from './drafts.ts'
import type { JournalWriter } from './journal-writer.ts'
import type { Payments } from './payments.ts'
import type { Process } from './process.ts'
import type { Projections } from './projections.ts'

/** How the box meets the cloud: it proves what it holds, and is given a session or an epoch. */
export interface Handshake {
  readonly hello: () => void
  hear(answer: HelloAnswer): void
  start(): void
}

export type HelloAnswer = Extract<
  PushLine,
  { kind: 'prove' | 'welcome' | 'new-epoch' | 'turned-away' }
>

interface Asking {
  readonly ask: number
  readonly asked: ClockReading
  readonly until: number
  proofs: readonly Head[]
}

/** A hello without an answer is given up after that time. */
const PATIENCE_MS = 20_000

export function createHandshake(
  { world, id, address, disk }: BoxSite,
  parts: {
    readonly process: Process
    readonly projections: Projections
    readonly time: BoxTime
    readonly line: CloudLine
    readonly payments: Payments
    readonly drafts: Drafts
    readonly writer: JournalWriter
  },
): Handshake {
  const { agenda, network, oracle, rules, reach } = world
  const { process, projections, time, line, payments, drafts, writer } = parts
  let asks = 0
  let asking: Asking | null = null

  function hello(): void {
    const now = agenda.now()
    if (asking !== null && now < asking.until) return
    asks += 1
    asking = { ask: asks, asked: time.reading(), until: now + PATIENCE_MS, proofs: [] }
    send(asking)
  }

  function send({ ask, proofs }: Asking): void {
    const { hub, key, session } = disk.identity
    const head = projections.head()
    const provisional = projections.isProvisional()
    network.send(address, world.cloudAddress, 'push', {
      kind: 'hello',
      ask,
      box: address,
      hub,
      hello: { key, head, firstSeq: 1, session, proofs, provisional },
    })
  }

  function proofAt(seq: number): Head {
    const record = disk.journal.at(seq - 1)
    if (record === undefined) return { epoch: 0, seq, hash: '' }
    return { epoch: record.epoch, seq, hash: record.hash }
  }

  function welcome(welcomed: Extract<PushLine, { kind: 'welcome' }>, asked: ClockReading): void {
    const { session, incarnation, epoch, cloudTime, sendFrom, posted } = welcomed
    time.anchorTo(cloudTime, asked)
    line.open({ id: session, incarnation, epoch, posted }, sendFrom)
    reach('hub: a session is open')
    line.push(true)
  }

  /** The next hello says it. */
  function oldImage(): void {
    reach('hub: lacks the answer to an acknowledged message')
    line.end()
    time.forget()
    writer.enqueue(() =>
      projections.isProvisional() ? noDrafts : [drafts.note('old-image-witnessed')],
    )
    process.later(50, hello)
  }

  /**
   * Chains whatever the cloud lacks again and opens the epoch in one step (spine B1.3), with the note
   * that ends the leases of the epoch before: a hub that died between them would go on spending these.
   */
  function openEpoch(epoch: number, base: Head): void {
    if (writer.isCommitting()) {
      // The transaction at work ends first.
      process.later(20, () => openEpoch(epoch, base))
      return
    }
    if (epoch <= disk.identity.epoch) return
    const tail = disk.journal.records().slice(base.seq)
    const again = rules.rebase(tail, { epoch, base, hashRecord })
    reach(again.length === 0 ? 'hub: an epoch without a tail' : 'hub: a tail is chained again')
    const { hub } = disk.identity
    const head = headAfterRebase(epoch, base, again)
    const note = rules.nextRecord(hub, head, drafts.note('epoch-opened'), hashRecord)
    disk.journal.rewriteFrom(base.seq, [...again, note])
    disk.identity = { ...disk.identity, epoch, session: null }
    line.end()
    payments.clear()
    world.checkChain(disk.journal, base.seq)
    projections.readAgain()
    oracle.journaled(id, note.body.envelope)
    process.later(50, hello)
  }

  return {
    hello,
    hear(answer) {
      if (asking?.ask !== answer.ask) return
      const { asked } = asking
      switch (answer.kind) {
        case 'prove':
          asking.proofs = [...asking.proofs, proofAt(answer.seq)]
          send(asking)
          return
        case 'welcome':
          if (answer.epoch !== disk.identity.epoch) return
          asking = null
          if (rules.lacksAnswers(projections.wallet.stream(), answer)) oldImage()
          else welcome(answer, asked)
          return
        case 'new-epoch':
          asking = null
          openEpoch(answer.epoch, answer.base)
          return
        case 'turned-away':
          asking = null
      }
    },
    start() {
      asking = null
    },
  }
}
