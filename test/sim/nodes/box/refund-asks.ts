import { HOLD_PATIENCE_MS } from '#shared/value/hub/hold-desk.ts'
import type { HoldLine, SaveRequest } from '../../messages.ts'
import type { BoxSite } from './box-site.ts'
import type { CloudLine } from './cloud-line.ts'
import type { Process } from './process.ts'
import type { Projections } from './projections.ts'
import { refundAmount } from './sums.ts'

/** Asks the cloud whether this store may refund a receipt whose right is not here. */
export interface RefundAsks {
  isAsking(receiptId: string): boolean
  /** True = it is asked, and `next` is called once, whatever the answer. */
  ask(request: SaveRequest, next: () => void): boolean
  /** For this refund's own receipt; null = not asked, or in vain. */
  grantedFor(receiptId: string): number | null
  hear(said: HoldLine): void
  start(): void
}

export function createRefundAsks(
  { world, address, disk }: BoxSite,
  parts: { readonly process: Process; readonly projections: Projections; readonly line: CloudLine },
): RefundAsks {
  const { network } = world
  const { process, projections, line } = parts
  const asking = new Map<string, () => void>()
  const grants = new Map<string, number | null>()

  function isOurs(originalId: string): boolean {
    const own = projections.wallet.ownReceipt(originalId)
    return own?.right === 'mine' && own.epoch === disk.identity.epoch
  }

  /** What comes after the patience of a hold changes nothing. */
  function end(receiptId: string, granted: number | null): void {
    const next = asking.get(receiptId)
    if (next === undefined) return
    asking.delete(receiptId)
    grants.set(receiptId, granted)
    next()
  }

  return {
    isAsking: (receiptId) => asking.has(receiptId),
    ask({ eventId, receiptId, refund }, next) {
      const session = line.session()
      if (refund === null || session === null) return false
      if (projections.placeOf(eventId) !== undefined || grants.has(receiptId)) return false
      if (isOurs(refund.originalId)) return false
      asking.set(receiptId, next)
      network.send(address, world.cloudAddress, 'hold', {
        kind: 'refund-request',
        box: address,
        hub: disk.identity.hub,
        session: session.id,
        id: receiptId,
        receiptId: refund.originalId,
        amount: refundAmount(refund),
      })
      process.later(HOLD_PATIENCE_MS, () => end(receiptId, null))
      return true
    },
    grantedFor: (receiptId) => grants.get(receiptId) ?? null,
    hear(said) {
      if (said.kind === 'refund-answer') end(said.id, said.granted)
    },
    start() {
      asking.clear()
      grants.clear()
    },
  }
}
