import type { Verdict } from '#shared/journal/judge-event.ts'
import { emptyQuarantine, type Held, type Quarantine } from '#shared/journal/quarantine.ts'
import type { Recalls } from '#shared/value/cloud/apply-envelope.ts'
import { createMemoryLedger, type MemoryLedger } from '../memory-ledger.ts'
import type { SimRecord } from '../messages.ts'
import type { Rules } from '../rules.ts'

/** Verbs of the books that take one command. */
const verbs = [
  'credit',
  'spend',
  'placeHold',
  'captureHold',
  'releaseHold',
  'giveBack',
  'takeBack',
  'correct',
  'sellCoupon',
  'issueCoupon',
  'useCoupon',
  'unuseCoupon',
  'holdCoupon',
  'releaseCoupon',
  'expireCoupon',
  'cancelCoupon',
  'grantLease',
  'answerHold',
  'forfeitLease',
  'writeOffForfeit',
  'grantRefund',
] as const
type Verb = (typeof verbs)[number]

type VerbCommand = {
  [V in Verb]: { readonly verb: V; readonly command: Parameters<Rules[V]>[1] }
}[Verb]

/** What HQ did; with the events it is all that ever changes the books. */
export type Command =
  | VerbCommand
  | {
      readonly verb: 'voidRefundRight'
      readonly command: Parameters<Rules['voidRefundRight']>[1]
    }
  | {
      readonly verb: 'revokeRefundGrant'
      readonly command: { readonly id: string; readonly receiptId: string }
    }
  | { readonly verb: 'recallLease'; readonly lease: string }
  | { readonly verb: 'freeze' | 'unfreeze'; readonly account: string }
  | { readonly verb: 'expireLots' | 'lapseHolds'; readonly account: string; readonly at: number }
  | { readonly verb: 'voidLeases'; readonly hub: number; readonly epoch: number }
  | {
      readonly verb: 'endRestoredHolds'
      readonly account: string
      readonly incarnation: number
      readonly at: number
    }
  | { readonly verb: 'endedEscrow'; readonly at: number }
  | { readonly verb: 'repair'; readonly event: string }

export interface TakenEvent {
  readonly hub: number
  readonly epoch: number
  readonly record: SimRecord
}

export type Entry =
  | { readonly kind: 'event'; readonly event: TakenEvent }
  | { readonly kind: 'command'; readonly command: Command }

/** The system of record in maps: every change is an entry of the log, in the order it was applied. */
export interface Books {
  readonly ledger: MemoryLedger
  readonly log: Entry[]
  /** Place in the log by event id. */
  readonly applied: Map<string, number>
  /** Turnover by receipt, from the payloads. */
  readonly turnover: Map<string, number>
  /** Money taken by receipt, from the envelopes. */
  readonly takings: Map<string, number>
  readonly numbers: Map<string, string>
  readonly records: Map<string, SimRecord>
  readonly incompleteShifts: Map<string, number>
  quarantine: Quarantine
}

export function createBooks(from?: Books): Books {
  return {
    ledger: createMemoryLedger(from?.ledger),
    log: [...(from?.log ?? [])],
    applied: new Map(from?.applied),
    turnover: new Map(from?.turnover),
    takings: new Map(from?.takings),
    numbers: new Map(from?.numbers),
    records: new Map(from?.records),
    incompleteShifts: new Map(from?.incompleteShifts),
    quarantine: from?.quarantine ?? emptyQuarantine,
  }
}

/** Before it is taken: may this event be applied, or does it stop its hub's stream? */
export function judge(
  books: Books,
  rules: Rules,
  { body }: SimRecord,
  contractVersion: number,
): Verdict {
  const { envelope, payload } = body
  return rules.judgeEvent(
    {
      type: envelope.type,
      version: payload.v,
      envelopeProblem: null,
      payloadProblem: () => (payload.poison ? 'the payload cannot be read' : null),
      blockedBy: rules.blockedBy(books.quarantine, heldOf(body.envelope.id, body, null)),
    },
    { version: contractVersion, isType: () => true },
  )
}

export function applyEvent(
  books: Books,
  rules: Rules,
  event: TakenEvent,
  verdict: Exclude<Verdict, { verdict: 'stop' }>,
): Recalls {
  const { record, hub, epoch } = event
  const { envelope } = record.body
  const { ledger } = books
  const booked = rules.envelopeToBook(envelope, verdict.verdict)
  books.log.push({ kind: 'event', event })
  books.applied.set(record.id, books.log.length)
  const recalls = rules.applyEnvelope(ledger, {
    hub,
    epoch,
    seq: record.seq,
    envelope: booked,
    chainedAgain: record.firstHash !== null,
  })
  const { receipt } = envelope
  if (receipt !== null && (envelope.type === 'sale.closed' || envelope.type === 'sale.refunded')) {
    let taken = 0
    for (const { amount } of envelope.tenders) taken += amount
    books.takings.set(receipt.id, (books.takings.get(receipt.id) ?? 0) + taken)
    const before = books.numbers.get(receipt.number)
    if (before === undefined) books.numbers.set(receipt.number, record.id)
    else {
      ledger.raise({
        kind: 'repeated-receipt-number',
        subject: receipt.number,
        words: `events ${before} and ${record.id} carry it`,
      })
    }
  }
  if (envelope.type === 'shift.closed' && envelope.shiftId !== null) {
    const parked = rules.parkedInShift(books.quarantine, envelope.shiftId)
    if (parked > 0) books.incompleteShifts.set(envelope.shiftId, parked)
  }
  if (verdict.verdict === 'apply') {
    applyPayload(books, record)
    return recalls
  }
  books.records.set(record.id, record)
  const reason = verdict.verdict === 'quarantine' ? verdict.reason : null
  books.quarantine = rules.hold(books.quarantine, heldOf(record.id, record.body, reason))
  return recalls
}

function heldOf(event: string, { envelope }: SimRecord['body'], reason: string | null): Held {
  const { receipt, type, shiftId } = envelope
  const makes = type === 'sale.closed' || type === 'sale.refunded' ? (receipt?.id ?? null) : null
  const original = receipt?.originalId ?? null
  const names = original === null ? [] : [original]
  return { event, makes, names, shiftId, reason }
}

function applyPayload(books: Books, record: SimRecord): void {
  const { envelope, payload } = record.body
  const { receipt, type } = envelope
  if (receipt === null || (type !== 'sale.closed' && type !== 'sale.refunded')) return
  books.turnover.set(receipt.id, (books.turnover.get(receipt.id) ?? 0) + payload.total)
}

/** What a command answered, as the verb answered it. */
export type Done = { readonly outcome: string } & Readonly<Record<string, unknown>>

export function runCommand(books: Books, rules: Rules, command: Command): Done {
  const done = perform(books, rules, command)
  // A refund that is refused may have asked the right back.
  const isIdle = done.outcome === 'refused' && done['recall'] !== true
  if (!isIdle && done.outcome !== 'repeated') books.log.push({ kind: 'command', command })
  return done
}

const plainly: Done = { outcome: 'done' }
const nothingDone: Done = { outcome: 'repeated' }

function perform(books: Books, rules: Rules, command: Command): Done {
  const { ledger } = books
  if (isOfVerb(command)) return callVerb(ledger, rules, command)
  switch (command.verb) {
    case 'recallLease':
      return { ...rules.recallLease(ledger, command.lease) }
    case 'freeze':
    case 'unfreeze':
      return { ...rules[command.verb](ledger, command.account) }
    case 'expireLots':
    case 'lapseHolds': {
      const moved = rules[command.verb](ledger, command.account, command.at)
      return moved === 0 ? nothingDone : plainly
    }
    case 'endRestoredHolds':
      return rules.endRestoredHolds(ledger, command.account, command) === 0 ? nothingDone : plainly
    case 'voidLeases':
      return { outcome: 'done', voided: rules.voidLeases(ledger, command.hub, command.epoch) }
    case 'voidRefundRight':
      rules.voidRefundRight(ledger, command.command)
      return plainly
    case 'revokeRefundGrant':
      rules.revokeRefundGrant(ledger, command.command)
      return plainly
    case 'endedEscrow':
      return rules.endedEscrow(ledger, command.at).length === 0 ? nothingDone : plainly
    case 'repair': {
      const { quarantine, applied } = rules.repair(books.quarantine, command.event, (event) => {
        const record = books.records.get(event)
        if (record === undefined) return 'the event is not there'
        if (record.body.payload.poison && event !== command.event) return 'cannot be read'
        applyPayload(books, record)
        return null
      })
      books.quarantine = quarantine
      return applied.length === 0 ? nothingDone : plainly
    }
  }
}

const verbNames: ReadonlySet<string> = new Set(verbs)

function isOfVerb(command: Command): command is VerbCommand {
  return verbNames.has(command.verb)
}

function callVerb(ledger: MemoryLedger, rules: Rules, { verb, command }: VerbCommand): Done {
  // The union pairs each verb with its own command; TypeScript cannot follow it through the lookup.
  const run = rules[verb] as (ledger: MemoryLedger, command: unknown) => object
  return run(ledger, command) as Done
}

/** The books again from their log, on empty ones. */
export function rebuildBooks(books: Books, rules: Rules, opened: (books: Books) => void): Books {
  const again = createBooks()
  opened(again)
  for (const entry of rules.orderOfRebuild(books.log)) {
    if (entry.kind === 'command') perform(again, rules, entry.command)
    else {
      const verdict = judge(again, rules, entry.event.record, 2)
      if (verdict.verdict !== 'stop') applyEvent(again, rules, entry.event, verdict)
    }
  }
  return again
}
