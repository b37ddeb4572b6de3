import type { StoreProfile } from '#shared/contracts/sync.ts'
import { spendTrust, trustAllowance, trustRule } from '#shared/value/hub/trust.ts'
import type { TrustSpent, Wallet } from '#shared/value/hub/wallet.ts'
import type { TrustCaps } from '#shared/value/trust-caps.ts'
import type { Payments } from './payments.ts'

/** What a payment draws on the day's trust; looked at again when it is journaled. */
export interface TrustPart {
  readonly account: string
  readonly amount: number
  readonly caps: TrustCaps
  readonly allowance: string
  /** Names the allowance in the movement. */
  readonly rule: string
}

/** Store credit beyond what is leased, at the company's risk (spine B1.10). */
export interface TrustDesk {
  /** Null: not on trust. */
  readonly find: (account: string, amount: number) => TrustPart | null
  /** The most that it would give to this account now. */
  readonly leftFor: (account: string) => number
}

export function createTrustDesk(deps: {
  readonly wallet: Pick<Wallet, 'trustSpent'>
  readonly payments: Pick<Payments, 'trustInWork'>
  readonly profile: () => StoreProfile
  readonly today: () => string | null
  /** Else the disk may have forgotten what it gave. */
  readonly isWhole: () => boolean
}): TrustDesk {
  const look = (account: string, amount: number) => {
    const caps = deps.profile().company.trust?.redemption
    const day = deps.today()
    if (caps === undefined || day === null || !deps.isWhole()) return null
    const unit = account.slice(0, account.lastIndexOf(':'))
    const allowance = trustAllowance(day, unit)
    const inWork = deps.payments.trustInWork(allowance, account)
    const spent = withMore(deps.wallet.trustSpent(allowance), account, inWork)
    const answer = spendTrust({ caps, day, spent, account, amount })
    return { caps, allowance, rule: trustRule(day, unit), answer }
  }
  return {
    find(account, amount) {
      const looked = look(account, amount)
      if (looked?.answer.outcome !== 'allowed') return null
      const { answer: _, ...part } = looked
      return { account, amount, ...part }
    },
    leftFor(account) {
      const answer = look(account, Number.MAX_SAFE_INTEGER)?.answer
      return answer?.outcome === 'refused' ? answer.left : 0
    },
  }
}

/** Asked in the transaction that journals the payment. */
export function trustHolds(part: TrustPart | null, wallet: Pick<Wallet, 'trustSpent'>): boolean {
  if (part === null) return true
  const { caps, allowance, account, amount } = part
  const spent = wallet.trustSpent(allowance)
  return spendTrust({ caps, day: allowance, spent, account, amount }).outcome === 'allowed'
}

function withMore(
  { hub, byAccount }: TrustSpent,
  account: string,
  more: { readonly hub: number; readonly mine: number },
): TrustSpent {
  const mine = (byAccount[account] ?? 0) + more.mine
  return { hub: hub + more.hub, byAccount: { ...byAccount, [account]: mine } }
}
