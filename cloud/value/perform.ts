import { bringBalances } from '#shared/value/bring-balances.ts'
import { forfeitLease, writeOffForfeit } from '#shared/value/cloud/forfeit-lease.ts'
import { grantLease } from '#shared/value/cloud/grant-lease.ts'
import { leasesToRecall } from '#shared/value/cloud/recall-lease.ts'
import { endRestoredHolds } from '#shared/value/cloud/recovery.ts'
import { voidRefundRight } from '#shared/value/cloud/refund-claims.ts'
import { grantRefund, revokeRefundGrant } from '#shared/value/cloud/refund-grants.ts'
import { voidLeases } from '#shared/value/cloud/void-leases.ts'
import { correct } from '#shared/value/correct.ts'
import { credit } from '#shared/value/credit.ts'
import { expireLots } from '#shared/value/expire.ts'
import { freeze, unfreeze } from '#shared/value/freeze.ts'
import { captureHold, lapseHolds, placeHold, releaseHold } from '#shared/value/hold.ts'
import type { Ledger, Refusal } from '#shared/value/ledger.ts'
import { cancelVoucher, issueVoucher } from '#shared/value/voucher-verbs.ts'
import type { HotDatabase } from '../db/hot.ts'
import { bringVouchers } from '../vouchers/bring-vouchers.ts'
import { makeVouchers, orderVouchers } from '../vouchers/make-vouchers.ts'
import type { ValueCommand, ValueCommandOf } from './command.ts'
import { type Addressed, grantMessage, recallLeases } from './messages.ts'
import { findProgramme, insertProgramme, setProgramme } from './programmes.ts'

/** What came of a command: what it answers, whether the books changed, and whom it makes us tell. */
export interface Performed {
  readonly answer:
    | { readonly outcome: 'done' | 'repeated' }
    | { readonly outcome: 'refused'; readonly reason: RefusedReason; readonly free: number }
  readonly moved: boolean
  readonly messages: readonly Addressed[]
}

export type RefusedReason = Refusal | 'no-receipt' | 'right-elsewhere' | 'other-programme'

/** Runs a command on the books: nothing in it looks at a clock or asks anything but them. */
export function perform(
  hot: HotDatabase,
  ledger: Ledger,
  command: ValueCommand,
  at: number,
): Performed {
  switch (command.kind) {
    case 'open-programme':
      return openProgramme(hot, command)
    case 'set-programme':
      return setSettings(hot, command)
    case 'credit': {
      const { id, account, amount, endsAt } = command
      const rest = { kind: 'issue', receiptId: null, rule: null } as const
      return plainly(credit(ledger, { id, account, amount, endsAt, at, ...rest }))
    }
    case 'bring-balances':
      return whether(bringBalances(ledger, command.balances, at))
    case 'bring-vouchers':
      bringVouchers(hot, ledger, command, at)
      return moved([])
    case 'correct':
      return withRecalls(ledger, command.account, correct(ledger, { ...command, at }))
    case 'freeze':
      return withRecalls(ledger, command.account, freeze(ledger, command.account))
    case 'unfreeze':
      return plainly(unfreeze(ledger, command.account))
    case 'grant': {
      const granting = grantLease(ledger, { ...command, at })
      if (granting.outcome === 'refused') return plainly(granting)
      const message = grantMessage(ledger, command.id, command.requestId)
      return moved(message === undefined ? [] : [message])
    }
    case 'recall': {
      const messages = recallLeases(ledger, [command.lease])
      return messages.length > 0 ? moved(messages) : nothing
    }
    case 'forfeit':
      return plainly(forfeitLease(ledger, { ...command, at }))
    case 'write-off':
      return plainly(writeOffForfeit(ledger, { ...command, at }))
    case 'void':
      return voidPromises(hot, ledger, command, at)
    case 'expire-lots':
      return whether(sumOf(command.accounts, (account) => expireLots(ledger, account, at)))
    case 'lapse-holds':
      return whether(sumOf(command.accounts, (account) => lapseHolds(ledger, account, at)))
    case 'place-hold':
      return plainly(placeHold(ledger, { ...command, at }))
    case 'capture-hold':
      return plainly(captureHold(ledger, { ...command, at }))
    case 'release-hold':
      return plainly(releaseHold(ledger, { ...command, at }))
    case 'end-restored-holds': {
      const restore = { incarnation: command.incarnation, at }
      return whether(sumOf(command.accounts, (id) => endRestoredHolds(ledger, id, restore)))
    }
    case 'grant-refund':
      return refund(ledger, command, at)
    case 'order-vouchers':
      return orderVouchers(hot, command, at) ? moved([]) : nothing
    case 'make-vouchers':
      makeVouchers(hot, ledger, command, at)
      return moved([])
    case 'issue-voucher':
      return plainly(issueVoucher(ledger, { ...command, at }))
    case 'cancel-voucher':
      return plainly(cancelVoucher(ledger, { ...command, at }))
    case 'revoke-refund':
      revokeRefundGrant(ledger, command)
      return moved([])
  }
}

const nothing: Performed = { answer: { outcome: 'repeated' }, moved: false, messages: [] }

function moved(messages: readonly Addressed[]): Performed {
  return { answer: { outcome: 'done' }, moved: true, messages }
}

function whether(units: number): Performed {
  return units > 0 ? moved([]) : nothing
}

function plainly(answer: Performed['answer']): Performed {
  return { answer, moved: answer.outcome === 'done', messages: [] }
}

/** An account that owes or is frozen: its leases are asked back (spine B1.6, B1.11). */
function withRecalls(ledger: Ledger, accountId: string, answer: Performed['answer']): Performed {
  const account = ledger.account(accountId)
  if (answer.outcome !== 'done' || account === undefined) return plainly(answer)
  return moved(recallLeases(ledger, leasesToRecall(account)))
}

function openProgramme(hot: HotDatabase, command: ValueCommandOf<'open-programme'>): Performed {
  const { code, name, companyId, of: kind, unit, offline, mayOwe } = command
  const known = findProgramme(hot, code)
  if (known === undefined) {
    insertProgramme(hot, { companyId, code, name, terms: { kind, unit, offline, mayOwe } })
    return moved([])
  }
  const { terms } = known
  const isSame =
    known.companyId === companyId &&
    known.name === name &&
    terms.kind === kind &&
    terms.unit === unit &&
    terms.offline === offline &&
    terms.mayOwe === mayOwe
  return isSame ? nothing : plainly({ outcome: 'refused', reason: 'other-programme', free: 0 })
}

function setSettings(hot: HotDatabase, command: ValueCommandOf<'set-programme'>): Performed {
  const { code, settings } = command
  const known = findProgramme(hot, code)
  if (known === undefined) return plainly({ outcome: 'refused', reason: 'no-account', free: 0 })
  if (known.settings === settings) return nothing
  setProgramme(hot, code, settings)
  return moved([])
}

function voidPromises(
  hot: HotDatabase,
  ledger: Ledger,
  { hub, presentEpoch, currency }: ValueCommandOf<'void'>,
  at: number,
): Performed {
  voidLeases(ledger, hub, presentEpoch - 1)
  // Rights that nobody touched have no row: they are read as void from here on.
  hot.prepare(voidSql).run(hub, presentEpoch)
  for (const [receiptId] of hot.prepare(rightsSql).all(hub, presentEpoch)) {
    voidRefundRight(ledger, { receiptId: String(receiptId), hub, currency, at, presentEpoch })
  }
  return moved([])
}

const voidSql = `INSERT INTO hub_void (hub_id, before_epoch) VALUES (?, ?)
  ON CONFLICT (hub_id) DO UPDATE SET before_epoch = max(before_epoch, excluded.before_epoch)`
const rightsSql = `SELECT receipt_id FROM refund_right
  WHERE hub_id = ? AND epoch < ? AND holder <> 'cloud' ORDER BY id`

function refund(
  ledger: Ledger,
  { epoch, ...asked }: ValueCommandOf<'grant-refund'>,
  at: number,
): Performed {
  const { receiptId } = asked
  const promised = epoch === undefined ? {} : { promised: { epoch, at } }
  const answer = grantRefund(ledger, { ...asked, ...promised })
  if (answer.outcome !== 'refused') {
    const outcome = answer.outcome === 'granted' ? 'done' : 'repeated'
    return { answer: { outcome }, moved: outcome === 'done', messages: [] }
  }
  const { reason, left, recall } = answer
  const hub = ledger.refundRight(receiptId)?.hub ?? 0
  // A refusal that asks the right back has changed the books.
  const messages = recall ? [{ hub, body: { kind: 'refund-recall', receiptId } as const }] : []
  return { answer: { outcome: 'refused', reason, free: left }, moved: recall, messages }
}

function sumOf(accounts: readonly string[], change: (account: string) => number): number {
  let sum = 0
  for (const account of accounts) sum += change(account)
  return sum
}
