import type { Envelope, LeaseWord, ValueMovement } from '../../contracts/event.ts'
import { epochOfNumber } from '../../domain/receipt-number.ts'
import { bornLease } from '../born-lease.ts'
import { allowanceOfRule, dayOfAllowance, refundAllowance } from './trust.ts'
import type { HubLease, OwnReceipt, Wallet } from './wallet.ts'

/** An event as the journal has it, in the epoch that its chain has now. */
export interface JournaledEvent {
  readonly epoch: number
  readonly seq: number
  readonly envelope: Envelope
  readonly payload: ProjectedPayload
}

/** What the wallet reads of a payload; every payload fits. */
export interface ProjectedPayload {
  readonly v: number
  /** `lease.*` and `refund-right.returned` that answer a message of the stream. */
  readonly n?: number | undefined
  readonly incarnation?: number | undefined
  readonly epoch?: number | undefined
  /** `hub.noted`. */
  readonly note?: string | undefined
  /** `sale.refunded` under the refund trust. */
  readonly trustDay?: string | undefined
  /** Of sales and refunds: rights count what the receipt is worth, not the rounded coins. */
  readonly settlement?: { readonly rounding: number } | undefined
}

/**
 * Folds one journaled event into the wallet, in the transaction that appends it; clearing the wallet
 * and folding the whole journal gives the same. Facts are never refused: a sale that a till offers
 * again to a replaced hub may name leases that this disk never had (spine B2.7).
 */
export function projectEvent(wallet: Wallet, event: JournaledEvent): void {
  const { envelope, payload } = event
  const epoch = payload.epoch ?? event.epoch
  if (envelope.word !== null) projectWord(wallet, epoch, envelope.type, envelope.word)
  for (const movement of envelope.movements) {
    if (movement.kind === 'load') projectBirth(wallet, event, movement)
    else projectMovement(wallet, movement)
  }
  const { type } = envelope
  if (type === 'sale.closed') projectSale(wallet, envelope, payload)
  else if (type === 'sale.refunded') projectRefund(wallet, envelope, payload)
  else if (type === 'refund-right.returned') projectReturnedRight(wallet, envelope)
  else if (type === 'hub.noted' && payload.note === 'epoch-opened') openEpoch(wallet, epoch)
  const n = envelope.word?.n ?? payload.n ?? 0
  if (n > 0) wallet.saveStream({ incarnation: payload.incarnation ?? 0, epoch, n })
}

function projectWord(wallet: Wallet, epoch: number, type: Envelope['type'], word: LeaseWord): void {
  const known = wallet.lease(word.lease)
  if (known === undefined) {
    wallet.saveLease(fromWord(epoch, type, word))
    return
  }
  const returned = known.returned + word.returned
  if (type === 'lease.closed') save(wallet, known, { state: 'closed', returned })
  else if (type === 'lease.returned') {
    save(wallet, known, { state: known.state === 'open' ? 'recalled' : known.state, returned })
  }
  // A grant told again, or a refusal of what is closed already: only the stream moves on.
}

const stateByType: Partial<Record<Envelope['type'], HubLease['state']>> = {
  'lease.granted': 'open',
  'lease.refused': 'refused',
  'lease.returned': 'recalled',
  'lease.closed': 'closed',
}

/** The word holds all there is to know, so a journal without the older events will do. */
function fromWord(epoch: number, type: Envelope['type'], word: LeaseWord): HubLease {
  const { lease: id, account, receiptId, granted, spent, returned, endsAt } = word
  const state = stateByType[type] ?? 'refused'
  return { id, account, epoch, receiptId, granted, spent, returned, endsAt, state, version: 0 }
}

/** Of a sale that is chained again, or kept from another disk, the books have it void, too. */
function projectBirth(
  wallet: Wallet,
  { epoch, envelope }: Pick<JournaledEvent, 'epoch' | 'envelope'>,
  movement: ValueMovement,
): void {
  const born = bornLease(movement, envelope)
  if (born === null || wallet.lease(born.id) !== undefined) return
  const { account, amount: granted } = movement
  const nothingYet = { receiptId: null, spent: 0, returned: 0, version: 0 }
  const state = born.epoch === epoch ? 'open' : 'void'
  wallet.saveLease({ ...born, account, granted, state, ...nothingYet })
}

function projectMovement(wallet: Wallet, movement: ValueMovement): void {
  const { cover, kind, lease, amount } = movement
  if (cover === 'lease' && lease !== null) {
    const known = wallet.lease(lease)
    if (known === undefined) return
    // A voucher that was sold and comes back unused leaves the lease as if it were spent.
    if (kind === 'spend' || kind === 'take-back') {
      save(wallet, known, { spent: known.spent + amount })
    }
    if (kind === 'give-back') save(wallet, known, { spent: known.spent - amount })
  }
  if (cover === 'trust' && kind === 'spend') {
    const allowance = allowanceOfRule(movement.rule)
    if (allowance === null) throw new Error(`movement ${movement.id}: trust without an allowance`)
    useTrust(wallet, allowance, movement.account, amount)
  }
}

function useTrust(wallet: Wallet, allowance: string, account: string, amount: number): void {
  const { hub, byAccount } = wallet.trustSpent(allowance)
  const spent = (byAccount[account] ?? 0) + amount
  wallet.saveTrustSpent(allowance, {
    hub: hub + amount,
    byAccount: { ...byAccount, [account]: spent },
  })
  const day = dayOfAllowance(allowance)
  const last = wallet.trustDay()
  if (last === null || last < day) wallet.saveTrustDay(day)
}

function projectSale(wallet: Wallet, envelope: Envelope, payload: ProjectedPayload): void {
  const sold = soldReceipt(envelope, payload)
  if (sold === null) return
  const known = wallet.ownReceipt(sold.receiptId)
  if (known === undefined) wallet.saveOwnReceipt(sold)
  else saveReceipt(wallet, known, { total: sold.total, epoch: sold.epoch })
}

/**
 * What a sale alone says of its receipt. The epoch is that of the receipt's number: a sale of an
 * ended epoch that is chained again, or that a till offers again, may be in the cloud already, which
 * took over the rights of that epoch.
 */
export function soldReceipt(
  envelope: Envelope,
  payload: ProjectedPayload,
): (OwnReceipt & { readonly total: number }) | null {
  const { receipt } = envelope
  if (receipt === null) return null
  const total = exactTotal(envelope, payload)
  const epoch = epochOfNumber(receipt.number)
  return { receiptId: receipt.id, epoch, total, refunded: 0, right: 'mine', version: 0 }
}

function projectRefund(wallet: Wallet, envelope: Envelope, payload: ProjectedPayload): void {
  const { receipt, currency } = envelope
  const receiptId = receipt?.originalId ?? null
  if (receiptId === null) return
  const amount = -exactTotal(envelope, payload)
  const known = wallet.ownReceipt(receiptId) ?? withoutRight(wallet, receiptId)
  saveReceipt(wallet, known, { refunded: known.refunded + amount })
  if (receipt?.cover !== 'trust' || amount === 0) return
  if (payload.trustDay === undefined) {
    throw new Error(`event ${envelope.id}: a refund on trust names no day`)
  }
  useTrust(wallet, refundAllowance(payload.trustDay, currency), receiptId, amount)
}

/** A right given back for a receipt not known here stays away when a till offers the sale again. */
function projectReturnedRight(wallet: Wallet, { receipt }: Envelope): void {
  if (receipt === null) return
  const right = receipt.cover === 'right' ? 'asked' : 'returned'
  const known = wallet.ownReceipt(receipt.id)
  if (known === undefined) withoutRight(wallet, receipt.id, right)
  else if (known.right !== 'returned') saveReceipt(wallet, known, { right })
}

function withoutRight(
  wallet: Wallet,
  receiptId: string,
  right: OwnReceipt['right'] = 'returned',
): OwnReceipt {
  const notSoldHere = { receiptId, epoch: 0, total: null, refunded: 0, version: 0 }
  const receipt: OwnReceipt = { ...notSoldHere, right }
  wallet.saveOwnReceipt(receipt)
  return receipt
}

/**
 * The note follows the records that were chained again, and nothing comes between: every lease held
 * at this point was granted in an epoch that ended (spine B1.3), and the stream starts anew.
 */
function openEpoch(wallet: Wallet, epoch: number): void {
  for (const lease of wallet.openLeases()) save(wallet, lease, { state: 'void' })
  wallet.saveStream({ incarnation: 0, epoch, n: 0 })
}

function save(wallet: Wallet, lease: HubLease, change: Partial<HubLease>): void {
  wallet.saveLease({ ...lease, ...change, version: lease.version + 1 })
}

function saveReceipt(wallet: Wallet, receipt: OwnReceipt, change: Partial<OwnReceipt>): void {
  wallet.saveOwnReceipt({ ...receipt, ...change, version: receipt.version + 1 })
}

/** What the tenders stand for before cash rounding. */
function exactTotal({ tenders }: Envelope, { settlement }: ProjectedPayload): number {
  let total = -(settlement?.rounding ?? 0)
  for (const tender of tenders) total += tender.amount
  return total
}
