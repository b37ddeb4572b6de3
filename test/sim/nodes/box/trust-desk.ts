import { trustAllowance, trustRule } from '#shared/value/hub/trust.ts'
import type { BoxSite } from './box-site.ts'
import type { BoxTime } from './box-time.ts'
import type { Census } from './census.ts'
import type { Wanted } from './holds.ts'
import type { Cover, Payments } from './payments.ts'
import type { Projections } from './projections.ts'

/** Points spent on trust where nothing else covers them, within the caps of the day. */
export interface TrustDesk {
  /** Null = not on trust. */
  find(wanted: Wanted): Cover['trust']
}

export function createTrustDesk(
  { world }: BoxSite,
  parts: {
    readonly projections: Projections
    readonly time: BoxTime
    readonly census: Census
    readonly payments: Payments
  },
): TrustDesk {
  const { rules, reach } = world
  const { time, census, payments } = parts
  const { wallet } = parts.projections

  /** Journaled, or promised to a payment in work. */
  function spentOf(allowance: string, account: string) {
    const { hub, mine } = payments.trustInWork(allowance, account)
    const spent = wallet.trustSpent(allowance)
    const before = spent.byAccount[account] ?? 0
    return { hub: spent.hub + hub, byAccount: { ...spent.byAccount, [account]: before + mine } }
  }

  return {
    find({ account, amount }) {
      if (!account.startsWith('points:leased') || !census.isWhole()) return null
      const { unit } = world.termsOf(account)
      const day = time.today()
      const allowance = trustAllowance(day ?? '', unit)
      const spent = spentOf(allowance, account)
      const answer = rules.spendTrust({ caps: world.trustCaps, day, spent, account, amount })
      if (answer.outcome === 'refused') {
        reach(`hub: no trust (${answer.reason})`)
        return null
      }
      if (day === null) {
        reach('hub: no trust (no day)')
        return null
      }
      reach('hub: trust covers')
      return { allowance, day, rule: trustRule(day, unit) }
    },
  }
}
