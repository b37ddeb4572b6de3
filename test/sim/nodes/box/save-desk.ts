import { envelope, type SaveRequest, type SimRecord } from '../../messages.ts'
import type { Address } from '../../network.ts'
import type { BoxSite } from './box-site.ts'
import type { Contract } from './contract.ts'
import { type Draft, type Drafts, draftOf, noDrafts } from './drafts.ts'
import type { JournalWriter } from './journal-writer.ts'
import type { LeaseEnds } from './lease-ends.ts'
import type { Overlay } from './overlay.ts'
import type { Payments } from './payments.ts'
import type { Process } from './process.ts'
import type { Projections } from './projections.ts'
import type { Drafted } from './receipts.ts'
import type { RefundAsks } from './refund-asks.ts'
import type { Refunds } from './refunds.ts'
import type { Sales } from './sales.ts'
import type { TillLine } from './till-line.ts'

/** Journals what a till asks for, once, and gives the same answer to every repeat (spine B2.5). */
export interface SaveDesk {
  save(request: SaveRequest, from: Address): void
  start(): void
}

export function createSaveDesk(
  { world, disk }: BoxSite,
  parts: {
    readonly process: Process
    readonly projections: Projections
    readonly payments: Payments
    readonly sales: Sales
    readonly refundAsks: RefundAsks
    readonly refunds: Refunds
    readonly overlay: Overlay
    readonly leaseEnds: LeaseEnds
    readonly tillLine: TillLine
    readonly contract: Contract
    readonly drafts: Drafts
    readonly writer: JournalWriter
  },
): SaveDesk {
  const { rules, reach } = world
  const { process, projections, payments, sales, refunds, overlay, leaseEnds, tillLine } = parts
  const { refundAsks, contract, drafts, writer } = parts
  /** What was refused stays refused, or a repeat could be a second sale. */
  const refused = new Set<string>()

  function decide(request: SaveRequest, from: Address): readonly Draft[] {
    const { eventId, hash } = request
    const known = projections.placeOf(eventId)
    const verdict = rules.judgeRequest(known?.requestHash, hash)
    if (verdict === 'repeated' && known !== undefined) {
      reach('hub: the same request again')
      const record = disk.journal.at(known.seq - 1)
      if (record !== undefined) tellSaved(record, from)
      return noDrafts
    }
    if (verdict === 'differs') {
      reach('hub: the same id with other content')
      tillLine.send(from, { kind: 'refused', eventId, reason: 'other-content' })
      return noDrafts
    }
    const drafted = draftOnce(request)
    if (drafted.outcome === 'refused') {
      refused.add(eventId)
      tillLine.send(from, { kind: 'refused', eventId, reason: drafted.reason })
      return noDrafts
    }
    endPayment(request.receiptId)
    return [{ ...drafted.draft, onDurable: (record) => afterSave(record, request, from) }]
  }

  function draftOnce(request: SaveRequest): Drafted {
    if (refused.has(request.eventId)) return { outcome: 'refused', reason: 'refused before' }
    switch (request.type) {
      case 'sale.closed':
        return sales(request)
      case 'sale.refunded':
        return refunds.draft(request)
      case 'shift.opened':
      case 'shift.closed': {
        const { eventId, type, till, hash } = request
        const said = envelope({ ...drafts.atTill(eventId, till), type })
        const payload = { v: contract.version(), total: 0, poison: false }
        return { outcome: 'drafted', draft: draftOf(said, payload, hash) }
      }
    }
  }

  function endPayment(receiptId: string): void {
    const accounts = payments.letGo(receiptId)
    if (accounts.length > 0) leaseEnds.closeReceipt(receiptId, accounts)
  }

  function afterSave(record: SimRecord, request: SaveRequest, from: Address): void {
    projections.noteSold(request.receiptId)
    tellSaved(record, from)
    for (const { account } of request.spends) overlay.check(account)
  }

  /** Told only when durable: until then the transaction may still be lost. */
  function tellSaved(record: SimRecord, to: Address): void {
    if (record.seq > disk.journal.syncedEnd()) {
      process.later(20, () => tellSaved(record, to))
      return
    }
    const cloud = tillLine.mark()
    tillLine.send(to, { kind: 'saved', record, cloud, head: projections.head() })
  }

  return {
    save(request, from) {
      const { eventId, receiptId } = request
      if (refundAsks.isAsking(receiptId)) return
      const journal = (): void => writer.enqueue(() => decide(request, from))
      if (refused.has(eventId) || !refundAsks.ask(request, journal)) journal()
    },
    start: () => refused.clear(),
  }
}
