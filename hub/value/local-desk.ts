import { isAfter } from '#shared/journal/record.ts'
import { localSpendable } from '#shared/value/hub/local-balance.ts'
import type { FeedBalance } from '#shared/value/hub/overlay.ts'
import type { Payments } from './payments.ts'
import type { StoredWallet } from './store.ts'

/** What a payment draws on the balance that the store loaded last; looked at again when journaled. */
export interface LocalPart {
  readonly account: string
  readonly amount: number
  readonly loaded: FeedBalance
}

/** Accounts of `local-balance` programmes, which need no promise of the cloud (design 5). */
export interface LocalDesk {
  /** Null: the balance less what all tills spent of it since is too little. */
  readonly find: (account: string, amount: number) => LocalPart | null
  /** The most that it would give to this account now. */
  readonly leftFor: (account: string) => number
  /** The same part, of the balance that is loaded by now. */
  readonly again: (part: LocalPart) => LocalPart
}

export function createLocalDesk(deps: {
  readonly wallet: Pick<StoredWallet, 'movementsOf'>
  readonly payments: Pick<Payments, 'localInWork'>
  /** Null: the feed is not of this disk's history. */
  readonly loaded: (account: string) => FeedBalance | null
  readonly epoch: () => number
  /** Else the disk may have forgotten what was spent. */
  readonly isWhole: () => boolean
}): LocalDesk {
  const { wallet, payments } = deps
  const leftOf = (account: string, loaded: FeedBalance): number => {
    // Read before the journal: a sale that is committed in between counts twice, not never.
    const reserved = payments.localInWork(account)
    const own = ownSince(wallet, account, loaded, deps.epoch())
    return localSpendable({ feed: loaded, own, reserved })
  }
  const look = (account: string): { loaded: FeedBalance; left: number } | null => {
    if (!deps.isWhole()) return null
    const loaded = deps.loaded(account)
    return loaded === null ? null : { loaded, left: leftOf(account, loaded) }
  }
  return {
    find(account, amount) {
      const looked = look(account)
      if (looked === null || looked.left < amount) return null
      return { account, amount, loaded: looked.loaded }
    },
    leftFor: (account) => look(account)?.left ?? 0,
    again: (part) => ({ ...part, loaded: deps.loaded(part.account) ?? part.loaded }),
  }
}

/** Asked in the transaction that journals the payment: what other tills spent is in it by then. */
export function localHolds(
  part: LocalPart | null,
  wallet: Pick<StoredWallet, 'movementsOf'>,
  epoch: number,
): boolean {
  if (part === null) return true
  const own = ownSince(wallet, part.account, part.loaded, epoch)
  return localSpendable({ feed: part.loaded, own, reserved: 0 }) >= part.amount
}

function ownSince(
  wallet: Pick<StoredWallet, 'movementsOf'>,
  account: string,
  { mark }: FeedBalance,
  epoch: number,
) {
  // An epoch opened since may have begun before the mark's place.
  const after = mark.epoch < epoch ? 0 : mark.seq
  return wallet.movementsOf(account, after).filter((movement) => isAfter(movement, mark))
}
