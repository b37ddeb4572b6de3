import type { Account, Hold } from './account.ts'
import { cameBefore, partId, wholeAmount } from './command.ts'
import { couponFollows } from './coupon.ts'
import { changed, done, putIn, refused, repeated, whyNot } from './free-part.ts'
import type { Ledger, Outcome } from './ledger.ts'
import { type Lot, lotsTotal, takeOldest } from './lots.ts'
import { holdPlace, type Movement, systemPlace } from './movement.ts'

export interface PlaceHold {
  /** Also the id of the hold. */
  readonly id: string
  readonly account: string
  readonly amount: number
  readonly receiptId: string
  /** From then on `lapseHolds` gives it back. */
  readonly lapsesAt: number
  readonly at: number
}

export interface CaptureHold {
  readonly id: string
  readonly account: string
  readonly hold: string
  /** What is really spent; the rest of the hold is free again at once. */
  readonly amount: number
  readonly at: number
}

export interface ReleaseHold {
  readonly id: string
  readonly account: string
  readonly hold: string
  readonly at: number
}

/**
 * Keeps value for a payment in progress in the cloud: a pending movement that is posted by
 * `captureHold` and voided by `releaseHold`. A hold that a hub asked for is a lease (spine B1.1).
 */
export function placeHold(ledger: Ledger, command: PlaceHold): Outcome {
  const { id, amount, receiptId, lapsesAt, at } = command
  const content = { kind: 'hold', amount: wholeAmount(amount), receiptId } as const
  if (cameBefore(ledger, id, { ...content, from: command.account })) return repeated
  const account = ledger.account(command.account)
  if (account === undefined) return refused('no-account')
  const reason = whyNot(account, amount, at)
  if (reason !== null) return refused(reason, account)
  const { taken, rest } = takeOldest(account.lots, amount, at + 1)
  const hold: Hold = { id, receiptId, lots: taken, lapsesAt }
  ledger.addMovement({
    id,
    kind: 'hold',
    unit: account.terms.unit,
    from: account.id,
    to: holdPlace(account.id, id),
    amount,
    lots: taken,
    at,
    receiptId,
    rule: null,
    reverses: null,
  })
  ledger.saveAccount(changed(account, { lots: rest, holds: [...account.holds, hold] }))
  return done
}

/**
 * Posts a hold, wholly or in part. An account that fell into debt meanwhile keeps its promise; a
 * frozen one does not, for the cloud can still stop it (spine B1.11). `too-little` tells a hold
 * smaller than the amount, `no-hold` one that was posted, voided or has lapsed.
 */
export function captureHold(ledger: Ledger, command: CaptureHold): Outcome {
  const { id, amount, at } = command
  const from = holdPlace(command.account, command.hold)
  if (cameBefore(ledger, id, { kind: 'spend', amount: wholeAmount(amount), from })) return repeated
  const account = ledger.account(command.account)
  if (account === undefined) return refused('no-account')
  const hold = account.holds.find((each) => each.id === command.hold)
  if (hold === undefined) return refused('no-hold', account)
  if (account.frozen) return refused('frozen', account)
  if (lotsTotal(hold.lots) < amount) return refused('too-little', account)
  const { taken, rest } = takeOldest(hold.lots, amount)
  ledger.addMovement({
    id,
    kind: 'spend',
    unit: account.terms.unit,
    from,
    to: systemPlace('redeemed', account.terms.unit),
    amount,
    lots: taken,
    at,
    receiptId: hold.receiptId,
    rule: null,
    reverses: null,
  })
  if (rest.length > 0) ledger.addMovement(release(account, hold, rest, partId(id, 2), at))
  ledger.saveAccount(withoutHold(account, hold, rest))
  return done
}

/** Voids a hold: the payment ended without it. */
export function releaseHold(ledger: Ledger, command: ReleaseHold): Outcome {
  const { id, at } = command
  const from = holdPlace(command.account, command.hold)
  if (cameBefore(ledger, id, { kind: 'release', from })) return repeated
  const account = ledger.account(command.account)
  if (account === undefined) return refused('no-account')
  const hold = account.holds.find((each) => each.id === command.hold)
  if (hold === undefined) return refused('no-hold', account)
  ledger.addMovement(release(account, hold, hold.lots, id, at))
  ledger.saveAccount(withoutHold(account, hold, hold.lots))
  return done
}

/** Voids the holds whose time is over at `now`, and answers how many units became free by it. */
export function lapseHolds(ledger: Ledger, accountId: string, now: number): number {
  let account = ledger.account(accountId)
  if (account === undefined) return 0
  let units = 0
  for (const hold of account.holds) {
    if (hold.lapsesAt > now) continue
    ledger.addMovement(release(account, hold, hold.lots, `${hold.id}#lapsed`, now))
    account = withoutHold(account, hold, hold.lots)
    ledger.saveAccount(account)
    units += lotsTotal(hold.lots)
  }
  if (units > 0 && account.terms.kind === 'coupon') couponFollows(ledger, accountId, 'release')
  return units
}

function release(
  account: Account,
  hold: Hold,
  lots: readonly Lot[],
  id: string,
  at: number,
): Movement {
  return {
    id,
    kind: 'release',
    unit: account.terms.unit,
    from: holdPlace(account.id, hold.id),
    to: account.id,
    amount: lotsTotal(lots),
    lots,
    at,
    receiptId: hold.receiptId,
    rule: null,
    reverses: null,
  }
}

function withoutHold(account: Account, hold: Hold, lotsBack: readonly Lot[]): Account {
  const holds = account.holds.filter((each) => each.id !== hold.id)
  return changed(account, { ...putIn(account, lotsBack), holds })
}
