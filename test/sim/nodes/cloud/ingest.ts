import type { Envelope } from '#shared/contracts/event.ts'
import type { Branch } from '#shared/journal/history.ts'
import type { PushLine, SimRecord } from '../../messages.ts'
import type { Address } from '../../network.ts'
import { applyEvent, judge } from '../books.ts'
import { hashRecord } from '../hash-record.ts'
import { type CloudSite, historyOf, mayPromise } from './cloud-site.ts'
import type { Recalls } from './recalls.ts'
import type { Stream } from './stream.ts'
import type { Visits } from './visits.ts'

/** Takes the journals of the hubs into the books, each event once. */
export interface Ingest {
  take(batch: Batch, from: Address): void
  restart(): void
}

type Batch = Extract<PushLine, { kind: 'batch' }>
type Outcome = Extract<PushLine, { kind: 'batch-answer' }>['outcome']

export function createIngest(
  site: CloudSite,
  parts: { readonly stream: Stream; readonly recalls: Recalls; readonly visits: Visits },
): Ingest {
  const { world } = site
  const { network, rules, reach } = world
  const { stream, recalls, visits } = parts
  /** Events at earlier places of the log are not known any more; 0 in an honest cloud. */
  let knownFrom = 0

  function branchOf({ hub, epoch }: Batch): Branch | undefined {
    const past = historyOf(site, hub)
    return epoch === past.epoch ? past.branch(epoch) : undefined
  }

  function takeBatch(batch: Batch): Outcome {
    const { hub, epoch, records } = batch
    const past = historyOf(site, hub)
    const known = { head: past.head(), hashAt: past.hashAt }
    const taking = rules.takeBatch(known, { epoch, records, hashRecord })
    reach(`cloud: a batch ${taking.outcome}`)
    if (taking.outcome === 'fork' || taking.outcome === 'other-epoch') return 'not-yours'
    const isWhole = taking.outcome !== 'apply' || takeAll(batch, taking.fresh)
    noteReport(hub)
    return isWhole ? 'taken' : 'stopped'
  }

  /** False = the stream stops here until the cloud is upgraded (spine B2.4). */
  function takeAll(batch: Batch, fresh: readonly SimRecord[]): boolean {
    const { books } = site.data
    for (const record of fresh) {
      const isKnown = (books.applied.get(record.id) ?? 0) > knownFrom
      if (isKnown) passOver(batch, record)
      else if (!takeNew(batch, record)) return false
    }
    return true
  }

  /** It came before, from another epoch or another copy of the disk: only its place is new. */
  function passOver({ hub }: Batch, record: SimRecord): void {
    const { envelope } = record.body
    reach('cloud: an event it has already')
    if (!rules.sameContent(firstOf(record.id), envelope)) {
      reach('cloud: a request was answered twice, otherwise')
      site.data.books.ledger.raise(rules.answeredTwice(hub, envelope))
      world.answeredTwice(envelope)
    }
    historyOf(site, hub).ingest([record])
  }

  function firstOf(eventId: string): Envelope | null {
    const { log, applied } = site.data.books
    const entry = log[(applied.get(eventId) ?? 0) - 1]
    return entry?.kind === 'event' ? entry.event.record.body.envelope : null
  }

  function takeNew({ hub, epoch }: Batch, record: SimRecord): boolean {
    const { books, contract } = site.data
    const verdict = judge(books, rules, record, contract)
    reach(`cloud: an event: ${verdict.verdict}`)
    if (verdict.verdict === 'stop') return false
    const wanted = applyEvent(books, rules, { hub, epoch, record }, verdict)
    historyOf(site, hub).ingest([record])
    world.checkBooks(books, record)
    recalls.leases(wanted.leases)
    for (const { hub: seller, receiptId } of wanted.refundRights) {
      stream.post(seller, { kind: 'refund-recall', receiptId })
    }
    visits.note(hub, record.body.envelope)
    return true
  }

  /** A restored cloud promises again when every hub has sent all that it had told of. */
  function noteReport(hub: number): void {
    const { data, told } = site
    const head = told.get(hub)
    if (head === undefined || mayPromise(site)) return
    const ingested = historyOf(site, hub).head()
    data.recovery = rules.hubReported(data.recovery, hub, { head, ingested })
    if (mayPromise(site)) reach('cloud: every hub has reported')
  }

  return {
    take(batch, from) {
      const { hub, session, epoch } = batch
      const past = historyOf(site, hub)
      const answer = (outcome: Outcome): void => {
        const { seq } = past.head()
        network.send(site.address, from, 'push', { kind: 'batch-answer', session, outcome, seq })
      }
      const branch = branchOf(batch)
      const heard = branch === undefined ? undefined : rules.hearSession(branch, session)
      if (heard === undefined) {
        reach('cloud: a batch of an ended session')
        answer('not-yours')
        return
      }
      past.setBranch(epoch, heard)
      site.boxes.set(hub, from)
      const outcome = takeBatch(batch)
      answer(outcome)
      const isFirst = heard !== branch
      if (isFirst && outcome !== 'not-yours') stream.flush(hub)
    },
    restart() {
      knownFrom = rules.knownAfterRestart(site.data.books.log.length)
    },
  }
}
