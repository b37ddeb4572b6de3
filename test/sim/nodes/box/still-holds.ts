import type { BoxSite } from './box-site.ts'
import type { BoxTime } from './box-time.ts'
import type { Cover } from './payments.ts'
import type { Projections } from './projections.ts'

/** A lease may have ended, or its epoch, since the value was reserved. */
export function createStillHolds(
  { world, disk }: BoxSite,
  { projections, time }: { readonly projections: Projections; readonly time: BoxTime },
): (cover: Cover) => boolean {
  const { rules, reach } = world
  const { wallet } = projections
  return ({ parts }) => {
    const { epoch } = disk.identity
    if (rules.partsStillHold({ wallet, parts, upper: time.upperBound(), epoch })) return true
    reach('hub: a lease ended under the payment')
    return false
  }
}
