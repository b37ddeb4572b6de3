import type { Trouble } from '#shared/contracts/trouble.ts'
import type { Disk } from './disk.ts'
import type { HubClock } from './hub-clock.ts'

/** How the box itself is; selling asks it, the health page and the tills show it. */
export interface Health {
  readonly disk: Disk
  readonly clock: HubClock
  /** What is wrong now, the worst first. */
  readonly troubles: () => Trouble[]
}

export function createHealth(parts: { readonly disk: Disk; readonly clock: HubClock }): Health {
  const { disk, clock } = parts
  return {
    disk,
    clock,
    troubles: () => [disk.trouble(), clock.trouble()].filter((trouble) => trouble !== null),
  }
}
