import type { CloudMark } from '#shared/journal/kept-sales.ts'
import type { TillLan } from '../../messages.ts'
import type { Address } from '../../network.ts'
import type { BoxSite } from './box-site.ts'
import type { CloudLine } from './cloud-line.ts'
import type { Projections } from './projections.ts'

/** What the box says to its tills. */
export interface TillLine {
  send(to: Address, said: TillLan): void
  /** How far the cloud has this journal: until then a till keeps its sales. */
  mark(): CloudMark
}

export function createTillLine(
  { world, address, disk }: BoxSite,
  parts: { readonly projections: Projections; readonly line: CloudLine },
): TillLine {
  const { network } = world
  const { projections, line } = parts

  return {
    send: (to, said) => network.send(address, to, 'till-lan', said),
    mark() {
      const { hub } = disk.identity
      const { epoch } = projections.head()
      const reached = line.reached()
      // An old image vouches for nothing.
      const vouches = reached?.epoch === epoch && !projections.isProvisional()
      return { hub, epoch, seq: vouches ? reached.seq : 0 }
    },
  }
}
