import type { Envelope, LeaseWord, ValueMovement } from '../../contracts/event.ts'
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
  /** `hub.noted`. */
  readonly note?: string | undefined
  /** `sale.refunded` under the refund trust. */
  readonly trustDay?: string | undefined
}

/**
 * Folds one journaled event into the wallet, in the transaction that appends it; clearing the wallet
 * and folding the whole journal gives the same. Facts are never refused: a sale that a till offers
 * again to a replaced hub may name leases that this disk never had (spine B2.7).
 */
export function projectEvent(wallet: Wallet, event: JournaledEvent): void {
  const { epoch, envelope, payload } = event
  if (envelope.word !== null) projectWord(wallet, epoch, envelope.type, envelope.word)
  for (const movement of envelope.movements) projectMovement(wallet, movement)
  const { type } = envelope
  if (type === 'sale.closed') projectSale(wallet, epoch, envelope)
  else if (type === 'sale.refunded') projectRefund(wallet, epoch, envelope, payload)
  else if (type === 'refund-right.returned') projectReturnedRight(wallet, epoch, envelope)
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

function projectMovement(wallet: Wallet, movement: ValueMovement): void {
  const { cover, kind, lease, amount } = movement
  if (cover === 'lease' && lease !== null) {
    const known = wallet.lease(lease)
    if (known === undefined) return
    if (kind === 'spend') save(wallet, known, { spent: known.spent + amount })
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

/**
 * A sale numbered in another epoch (chained again, offered again by a till, or provisional) may be
 * in the cloud already, which took over the rights of ended epochs: the hub has none.
 */
function projectSale(wallet: Wallet, epoch: number, envelope: Envelope): void {
  const { receipt, tenders } = envelope
  if (receipt === null) return
  const total = sumOf(tenders)
  const known = wallet.ownReceipt(receipt.id)
  if (known !== undefined) {
    saveReceipt(wallet, known, { total })
    return
  }
  const right = epochInNumber(receipt.number) === String(epoch) ? 'mine' : 'returned'
  wallet.saveOwnReceipt({ receiptId: receipt.id, epoch, total, refunded: 0, right, version: 0 })
}

function projectRefund(
  wallet: Wallet,
  epoch: number,
  envelope: Envelope,
  payload: ProjectedPayload,
): void {
  const { receipt, tenders, currency } = envelope
  const receiptId = receipt?.originalId ?? null
  if (receiptId === null) return
  const amount = -sumOf(tenders)
  const known = wallet.ownReceipt(receiptId) ?? withoutRight(wallet, receiptId, epoch)
  saveReceipt(wallet, known, { refunded: known.refunded + amount })
  if (receipt?.cover !== 'trust' || amount === 0) return
  if (payload.trustDay === undefined) {
    throw new Error(`event ${envelope.id}: a refund on trust names no day`)
  }
  useTrust(wallet, refundAllowance(payload.trustDay, currency), receiptId, amount)
}

/** A right given back for a receipt not known here stays away when a till offers the sale again. */
function projectReturnedRight(wallet: Wallet, epoch: number, envelope: Envelope): void {
  if (envelope.receipt === null) return
  const receiptId = envelope.receipt.id
  const known = wallet.ownReceipt(receiptId)
  if (known === undefined) withoutRight(wallet, receiptId, epoch)
  else if (known.right === 'mine') saveReceipt(wallet, known, { right: 'returned' })
}

function withoutRight(wallet: Wallet, receiptId: string, epoch: number): OwnReceipt {
  const receipt: OwnReceipt = {
    receiptId,
    epoch,
    total: null,
    refunded: 0,
    right: 'returned',
    version: 0,
  }
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

/** `store-till-epoch-counter`. */
function epochInNumber(number: string): string | undefined {
  return number.split('-', 3)[2]
}

function sumOf(tenders: Envelope['tenders']): number {
  let sum = 0
  for (const tender of tenders) sum += tender.amount
  return sum
}
