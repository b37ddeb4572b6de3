import type { Envelope } from '#shared/contracts/event.ts'
import type { AccountTerms } from '#shared/value/account.ts'
import type { Home } from '#shared/value/cloud/home-store.ts'
import type { Lease } from '#shared/value/lease.ts'
import type { TrustCaps } from '#shared/value/trust-caps.ts'
import type { Agenda } from './agenda.ts'
import type { Promised } from './checks.ts'
import type { Disk } from './disk.ts'
import type { FeedCut, Lines, SimRecord } from './messages.ts'
import type { Address, Network } from './network.ts'
import type { Books } from './nodes/books.ts'
import type { Box } from './nodes/box/box.ts'
import type { Oracle } from './oracle.ts'
import type { Rules } from './rules.ts'
import type { Story } from './story.ts'

/** What the nodes share: time, lines, the rules of the product, and the oracle that watches. */
export interface World {
  readonly agenda: Agenda
  readonly network: Network<Lines>
  readonly rules: Rules
  readonly oracle: Oracle
  /** Null while nobody listens: write `story?.tell(…)`. */
  readonly story: Story | null
  readonly reach: (transition: string) => void
  readonly cloudAddress: Address
  readonly stores: readonly number[]
  readonly accountIds: readonly string[]
  readonly beatMs: number
  readonly trustCaps: TrustCaps
  readonly refundTrustCaps: TrustCaps
  termsOf(account: string): AccountTerms
  /** An id that no two calls share; `who` makes stories readable. */
  nextId(who: string): string
  /** Calendar day of an instant in the stores. */
  dayOf(at: number): string
  /** Where a member's leases were before the first day. */
  homeBefore(account: string): Home
  lotEnd(earnedAt: number, months: number): number
  boxOf(store: number, till: string): Box
  /** Names of the tills that are paired with the store's hub. */
  tillsOf(store: number): readonly string[]
  /** A grant is on its way. */
  granted(lease: Lease, account: string): void
  /** A hub gives a coupon in a lease of its own; two disks may answer one sale. */
  born(lease: Promised & { readonly sale: string }, account: string): void
  /** Right before a hub journals a spend under this lease. */
  checkLeaseSpend(spend: {
    readonly hub: number
    readonly epoch: number
    readonly lease: string
    readonly cloudLead: number
  }): void
  /** Right after a hub's record is durable. */
  checkCovered(envelope: Envelope): void
  /** A box's journal from this place on: after a write, a start, a new epoch. */
  checkChain(records: Disk<SimRecord>, from: number): void
  checkShown(shown: {
    readonly hub: number
    readonly account: string
    readonly shown: number
    readonly feed: FeedCut
    readonly records: Disk<SimRecord>
  }): void
  /** After every entry of the books; `record` = the event it was, null = a command of HQ. */
  checkBooks(books: Books, record: SimRecord | null): void
  cutMade(cut: FeedCut, books: Books): void
  /** Two copies of a disk answered one request; the books have the other answer. */
  answeredTwice(dropped: Envelope): void
}
