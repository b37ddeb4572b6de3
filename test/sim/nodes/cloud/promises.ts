import { answerOf } from '../answer-of.ts'
import { type CloudSite, historyOf, mayPromise, runIn } from './cloud-site.ts'
import type { Stream } from './stream.ts'

/** Leases on their way to a hub. */
export interface Promises {
  /** A standing one, of so much for so long. */
  grant(hub: number, account: string, amount: number, forMs: number): void
  /** One that the books have; `requestId` = the hold that it answers. */
  send(hub: number, lease: string, requestId: string | null): void
}

export function createPromises(site: CloudSite, stream: Stream): Promises {
  const { world, clock } = site
  const { rules, reach } = world

  function send(hub: number, id: string, requestId: string | null): void {
    const { ledger } = site.data.books
    const account = ledger.accountOfLease(id) ?? ''
    const lease = ledger.account(account)?.leases.find((each) => each.id === id)
    if (lease === undefined) return
    world.granted(lease, account)
    const { receiptId, granted: amount, endsAt } = lease
    stream.post(hub, { kind: 'grant', lease: id, account, amount, endsAt, requestId, receiptId })
  }

  return {
    send,
    grant(hub, account, amount, forMs) {
      if (!mayPromise(site)) {
        reach('cloud: promises nothing while it recovers')
        return
      }
      const { data } = site
      const { epoch } = historyOf(site, hub)
      data.counter += 1
      const id = rules.leaseId(data.counter, data.incarnation)
      const at = clock.now()
      const wanted = { id, hub, epoch, account, amount, endsAt: at + forMs, at }
      const command = { ...wanted, receiptId: null, lotsEndingFrom: null }
      const done = runIn(site, { verb: 'grantLease', command })
      if (done.outcome === 'granted') send(hub, id, null)
      else reach(`cloud: no grant (${answerOf(done)})`)
    },
  }
}
