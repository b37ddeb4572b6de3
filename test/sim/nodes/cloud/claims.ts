import { noBase } from '#shared/journal/history.ts'
import { type CloudSite, historyOf, isRevoked } from './cloud-site.ts'
import type { Epochs } from './epochs.ts'

/** Boxes that become hubs of a store, and hubs that are no more. */
export interface Claims {
  /** A hub of its own, in an epoch that no other of this store had. */
  readonly claim: (store: number, key: string) => { readonly hub: number; readonly epoch: number }
  /** Its box is dead: its word counts no more, and nobody waits for it. */
  readonly revoke: (hub: number) => void
  inUse(): readonly number[]
}

export function createClaims(site: CloudSite, epochs: Epochs): Claims {
  const { rules } = site.world

  return {
    claim(store, key) {
      const { hubs } = site.data
      let epoch = 1
      for (const [hub, claimed] of hubs) {
        if (claimed.store === store) epoch = Math.max(epoch, historyOf(site, hub).epoch + 1)
      }
      const hub = hubs.size + 1
      hubs.set(hub, { store, isRevoked: false })
      historyOf(site, hub).allot(epoch, noBase, key)
      return { hub, epoch }
    },
    revoke(hub) {
      const { data, boxes, told } = site
      const claimed = data.hubs.get(hub)
      if (claimed === undefined) return
      data.hubs.set(hub, { ...claimed, isRevoked: true })
      const past = historyOf(site, hub)
      const branch = past.branch(past.epoch)
      if (branch !== undefined) past.setBranch(past.epoch, { ...branch, session: null })
      boxes.delete(hub)
      told.delete(hub)
      data.recovery = rules.overrideHub(data.recovery, hub)
      epochs.end(hub, past.epoch + 1)
    },
    inUse: () => [...site.data.hubs.keys()].filter((hub) => !isRevoked(site, hub)),
  }
}
