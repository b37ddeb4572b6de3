import type { Envelope } from '#shared/contracts/event.ts'
import { type Account, freeOf } from '#shared/value/account.ts'
import type { Home } from '#shared/value/cloud/home-store.ts'
import { openAmount, servesHub } from '#shared/value/lease.ts'
import { type CloudSite, mayPromise, storeOf } from './cloud-site.ts'
import type { Promises } from './promises.ts'
import type { Recalls } from './recalls.ts'

/** The default lease policy (spine B1.5, B1.9): who is seen here and redeems gets a part here. */
export interface Visits {
  note(hub: number, sale: Envelope): void
}

const policy = { p95: 300, cap: 400 } as const

export function createVisits(
  site: CloudSite,
  parts: { readonly recalls: Recalls; readonly promises: Promises },
): Visits {
  const { world, clock } = site
  const { rules, reach } = world
  const { recalls, promises } = parts

  function moveHome(store: number, { id, leases }: Account): Home {
    const { homes } = site.data
    const before = homes.get(id) ?? world.homeBefore(id)
    const leasesAt = (home: number | null) =>
      leases.filter((lease) => storeOf(site, lease.hub) === home)
    const leaseOpenAtHome = leasesAt(before.store).length > 0
    const visit = { store, at: clock.now(), leaseOpenAtHome }
    const { home, recallAt } = rules.homeAfterVisit(before, visit)
    homes.set(id, home)
    if (home.store !== before.store) reach('cloud: a home moves')
    if (recallAt !== null) {
      reach('cloud: a home waits for its old lease')
      const there = leasesAt(recallAt).filter(({ state }) => state === 'open')
      recalls.leases(there.map((lease) => lease.id))
    }
    return home
  }

  function renew(hub: number, store: number, account: Account, home: Home): void {
    const { id, terms, leases } = account
    const at = clock.now()
    let openHere = 0
    for (const lease of leases) if (servesHub(lease, hub)) openHere += openAmount(lease)
    const amount = rules.standingLeaseAmount({
      kind: terms.kind,
      boundToWarehouse: false,
      free: freeOf(account),
      openHere,
      visitsIn60Days: rules.visitsOf(home, store, at),
      everRedeemed: site.data.redeemed.has(id),
      ...policy,
    })
    if (amount <= 0) return
    reach(openHere > 0 ? 'cloud: a lease is renewed at use' : 'cloud: a lease by custom')
    promises.grant(hub, id, amount, rules.leaseEnd('standing', at).endsAt - at)
  }

  return {
    note(hub, { type, movements }) {
      const store = storeOf(site, hub)
      if (type !== 'sale.closed' || store === undefined) return
      const { books, redeemed } = site.data
      for (const { account: id, kind } of movements) {
        if (!id.startsWith('points:leased') && !id.startsWith('store-credit')) continue
        if (kind === 'spend') redeemed.add(id)
        const account = books.ledger.account(id)
        if (account === undefined) continue
        const home = moveHome(store, account)
        if (home.store === store && mayPromise(site)) renew(hub, store, account, home)
      }
    },
  }
}
