import type { Reserved } from '#shared/value/hub/spend-leases.ts'
import type { BoxSite } from './box-site.ts'
import type { Payments } from './payments.ts'
import type { Projections } from './projections.ts'

/** Whether the store's tills vouch for the disk, and what may not be promised until they do. */
export interface Census {
  isWhole(): boolean
  /** What no lease may give now: parts under payments, and all that nobody vouches for. */
  held(): Reserved
  /** A till was heard that knows nothing later than this disk; true = it was the last one missing. */
  hear(till: string): boolean
  start(): void
}

export function createCensus(
  { world, store }: BoxSite,
  parts: { readonly projections: Projections; readonly payments: Payments },
): Census {
  const { rules } = world
  const { wallet, grantedSinceStart, isProvisional } = parts.projections
  const { reserved } = parts.payments
  const heard = new Set<string>()
  let whole = false

  return {
    isWhole: () => whole,
    held: () => rules.withUnproven({ reserved, wallet, isWhole: whole, grantedSinceStart }),
    hear(till) {
      if (whole || isProvisional()) return false
      heard.add(till)
      whole = rules.isWhole({ paired: world.tillsOf(store), heard })
      return whole
    },
    start() {
      heard.clear()
      whole = false
    },
  }
}
