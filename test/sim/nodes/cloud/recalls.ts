import { type CloudSite, historyOf, runIn } from './cloud-site.ts'
import type { Stream } from './stream.ts'

/** Asks hubs for leases back; tells how many are asked for now. */
export interface Recalls {
  leases(ids: readonly string[]): number
  account(id: string): number
}

export function createRecalls(site: CloudSite, stream: Stream): Recalls {
  function recall(lease: string): boolean {
    const { ledger } = site.data.books
    const account = ledger.account(ledger.accountOfLease(lease) ?? '')
    const found = account?.leases.find(({ id }) => id === lease)
    // Of an ended epoch no hub knows anything any more.
    if (found === undefined || found.epoch !== historyOf(site, found.hub).epoch) return false
    if (runIn(site, { verb: 'recallLease', lease }).outcome !== 'done') return false
    stream.post(found.hub, { kind: 'recall', lease })
    return true
  }

  function leases(ids: readonly string[]): number {
    let asked = 0
    for (const id of ids) if (recall(id)) asked += 1
    return asked
  }

  return {
    leases,
    account(id) {
      const all = site.data.books.ledger.account(id)?.leases ?? []
      return leases(all.filter(({ state }) => state === 'open').map((lease) => lease.id))
    },
  }
}
