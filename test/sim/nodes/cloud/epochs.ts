import type { Head } from '#shared/journal/record.ts'
import { type CloudSite, historyOf, runIn, storeOf } from './cloud-site.ts'

/** Gives a hub an epoch. Whatever was promised to a disk of an earlier one is void (spine B1.3). */
export type AllotEpoch = (
  hub: number,
  epoch: number,
  from: { readonly base: Head; readonly key: string },
) => void

export function createEpochs(site: CloudSite): AllotEpoch {
  const { oracle } = site.world

  function voidRights(hub: number, epoch: number): void {
    for (const right of site.data.books.ledger.refundRights.values()) {
      if (right.hub !== hub || right.epoch >= epoch || right.holder === 'cloud') continue
      const { receiptId } = right
      const at = site.clock.now()
      const command = { receiptId, hub, currency: 'MNT', at, presentEpoch: epoch } as const
      runIn(site, { verb: 'voidRefundRight', command })
    }
  }

  return (hub, epoch, { base, key }) => {
    const past = historyOf(site, hub)
    // The same order may be given twice.
    if (past.epoch === epoch) return
    past.allot(epoch, base, key)
    oracle.epochEnded(storeOf(site, hub) ?? -1)
    runIn(site, { verb: 'voidLeases', hub, epoch: epoch - 1 })
    voidRights(hub, epoch)
  }
}
