import type { Head } from '#shared/journal/record.ts'
import { type CloudSite, historyOf, runIn, storeOf } from './cloud-site.ts'

export interface Epochs {
  /** Gives a hub an epoch. */
  readonly allot: (
    hub: number,
    epoch: number,
    from: { readonly base: Head; readonly key: string },
  ) => void
  /** Whatever was promised to a disk of an epoch before this one is void (spine B1.3). */
  readonly end: (hub: number, presentEpoch: number) => void
}

export function createEpochs(site: CloudSite): Epochs {
  const { oracle } = site.world

  function voidRights(hub: number, presentEpoch: number): void {
    for (const right of site.data.books.ledger.refundRights.values()) {
      if (right.hub !== hub || right.epoch >= presentEpoch || right.holder === 'cloud') continue
      const { receiptId } = right
      const at = site.clock.now()
      const command = { receiptId, hub, currency: 'MNT', at, presentEpoch } as const
      runIn(site, { verb: 'voidRefundRight', command })
    }
  }
  function end(hub: number, presentEpoch: number): void {
    oracle.epochEnded(storeOf(site, hub) ?? -1)
    runIn(site, { verb: 'voidLeases', hub, epoch: presentEpoch - 1 })
    voidRights(hub, presentEpoch)
  }

  return {
    allot(hub, epoch, { base, key }) {
      const past = historyOf(site, hub)
      // The same order may be given twice.
      if (past.epoch === epoch) return
      past.allot(epoch, base, key)
      end(hub, epoch)
    },
    end,
  }
}
