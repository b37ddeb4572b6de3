import type { BoxSite } from './box-site.ts'
import type { BoxTime } from './box-time.ts'
import type { Census } from './census.ts'
import type { Drafts } from './drafts.ts'
import type { JournalWriter } from './journal-writer.ts'
import type { Payments } from './payments.ts'
import type { Projections } from './projections.ts'

/** The ends of leases on this hub: what is left of them goes back to the books. */
export interface LeaseEnds {
  /** Leases for receipts of which nobody knows any more. */
  closeOrphans(): void
  /** Leases whose time is over, as far as the hub knows the time. */
  closeEnded(): void
  /** A receipt is paid or given up. */
  closeReceipt(receiptId: string, accounts: readonly string[]): void
  /** Gives up the payments whose till never came back: they must not keep value for ever. */
  closeForgotten(): void
}

export function createLeaseEnds(
  { world }: BoxSite,
  parts: {
    readonly projections: Projections
    readonly payments: Payments
    readonly census: Census
    readonly time: BoxTime
    readonly drafts: Drafts
    readonly writer: JournalWriter
  },
): LeaseEnds {
  const { rules, reach } = world
  const { payments, census, time, drafts, writer } = parts
  const { wallet } = parts.projections

  function closeReceipt(receiptId: string, accounts: readonly string[]): void {
    writer.enqueue(() => {
      const reserved = census.held()
      return drafts.words(rules.closeAfterReceipt({ wallet, receiptId, accounts, reserved }))
    })
  }

  return {
    closeReceipt,
    closeOrphans: () =>
      writer.enqueue(() => {
        const receiptsInProgress = payments.receipts()
        const reserved = census.held()
        const orphans = rules.closeOrphans({ wallet, reserved, receiptsInProgress })
        return drafts.words([...orphans, ...rules.returnAskedRights(wallet)])
      }),
    closeEnded() {
      const upper = time.upperBound()
      if (upper === null) return
      writer.enqueue(() =>
        drafts.words(rules.endedLeases({ wallet, upper, reserved: census.held() })),
      )
    },
    closeForgotten() {
      for (const receiptId of payments.forgotten()) {
        reach('hub: a forgotten payment ends')
        closeReceipt(receiptId, payments.letGo(receiptId))
      }
    },
  }
}
