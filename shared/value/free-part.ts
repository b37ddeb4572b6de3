import { type Account, freeOf } from './account.ts'
import type { Outcome, Refusal } from './ledger.ts'
import { addLots, type Lot, lotsTotal, takeOldest } from './lots.ts'

/** The account after a change, one version further. */
export function changed(
  account: Account,
  change: Partial<Omit<Account, 'id' | 'terms' | 'version'>>,
): Account {
  return { ...account, ...change, version: account.version + 1 }
}

export interface FreePart {
  readonly lots: readonly Lot[]
  readonly owed: number
}

/**
 * The free part after `lots` came in. What is owed is paid first, out of the oldest of them, and
 * that part makes no lot (spine B1.6).
 */
export function putIn({ lots: free, owed }: FreePart, lots: readonly Lot[]): FreePart {
  if (owed === 0) return { lots: addLots(free, lots), owed: 0 }
  const pays = Math.min(owed, lotsTotal(lots))
  return { lots: addLots(free, takeOldest(lots, pays).rest), owed: owed - pays }
}

/**
 * The free part after `amount` left it, whatever it holds: oldest lots first, also such as have
 * ended, and the rest is owed. For facts and corrections; who may owe is the caller's question.
 */
export function takeOut(
  { lots: free, owed }: FreePart,
  amount: number,
): { readonly free: FreePart; readonly lots: readonly Lot[] } {
  const paid = Math.min(amount, lotsTotal(free))
  const { taken, rest } = takeOldest(free, paid)
  return { free: { lots: rest, owed: owed + amount - paid }, lots: taken }
}

/** What may be spent or promised at `now`: lots that ended but were not swept yet do not count. */
export function spendableAt(account: Account, now: number): number {
  let total = 0
  for (const { amount, endsAt } of account.lots)
    if (endsAt === null || endsAt > now) total += amount
  return total - account.owed
}

/** Why a voluntary verb may not take `amount` out of the free part at `now`; null = it may. */
export function whyNot(account: Account, amount: number, now: number): Refusal | null {
  if (account.frozen) return 'frozen'
  if (account.owed > 0) return 'owes'
  return spendableAt(account, now) < amount ? 'too-little' : null
}

export const done: Outcome = { outcome: 'done' }
export const repeated: Outcome = { outcome: 'repeated' }

/** `free` is told as the books have it, also where lots in it have ended at this hour. */
export function refused(reason: Refusal, account?: Account): Outcome {
  return { outcome: 'refused', reason, free: account === undefined ? 0 : freeOf(account) }
}
