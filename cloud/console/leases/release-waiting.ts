import { call, Refusal } from '../api.ts'
import { now } from '../clock.ts'
import { newId } from '../new-id.ts'
import { LeaseEnded, type OpenLease, OpenLeasePage, type WaitingLeases } from './answers.ts'

/**
 * Forfeits what ended of them, one by one: what is cut short goes on with the next press, as each
 * lease can be forfeited once. `onDone` hears how many by now.
 */
export async function releaseWaiting(
  { hubId, revoked, programme }: WaitingLeases,
  reason: string,
  onDone: (released: number) => void,
): Promise<void> {
  let released = 0
  let after: string | null = null
  do {
    const page: { items: OpenLease[]; next: string | null } = await call({
      path: `/hubs/${hubId}/leases`,
      query: { after: after ?? undefined, limit: 200 },
      answer: OpenLeasePage,
    })
    for (const lease of page.items) {
      const isGone = lease.state === 'void' || (revoked && lease.state !== 'forfeited')
      if (!isGone || lease.programme !== programme || lease.forfeitFrom > now()) continue
      await forfeit(lease.id, reason)
      released += 1
      onDone(released)
    }
    after = page.next
  } while (after !== null)
}

/** A conflict: somebody else was here first, or the hub's word came. */
async function forfeit(lease: string, reason: string): Promise<void> {
  try {
    await call({
      method: 'POST',
      path: `/leases/${encodeURIComponent(lease)}/forfeit`,
      json: { id: newId(), reason },
      answer: LeaseEnded,
    })
  } catch (error) {
    if (!(error instanceof Refusal) || error.problem.status !== 409) throw error
  }
}
