import type { Trouble } from '#shared/contracts/trouble.ts'
import type { Disk } from './disk.ts'
import type { HubClock } from './hub-clock.ts'
import { troubleOf } from './trouble.ts'

/** How the box itself is; selling asks it, the health page and the tills show it. */
export interface Health {
  readonly disk: Disk
  readonly clock: HubClock
  /** What is wrong now, the worst first. */
  readonly troubles: () => Trouble[]
}

export function createHealth(parts: {
  readonly disk: Disk
  readonly clock: HubClock
  /** Tables in which the replica was found to differ from the feed. */
  readonly replicaDiffers?: () => readonly string[]
}): Health {
  const { disk, clock, replicaDiffers = () => [] } = parts
  const replicaTrouble = (): Trouble | null => {
    const tables = replicaDiffers()
    return tables.length > 0 ? troubleOf('replica-differs', { tables: tables.join(', ') }) : null
  }
  return {
    disk,
    clock,
    troubles: () =>
      [disk.trouble(), clock.trouble(), replicaTrouble()].filter((trouble) => trouble !== null),
  }
}
