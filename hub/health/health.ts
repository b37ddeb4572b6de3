import type { Trouble } from '#shared/contracts/trouble.ts'
import type { Disk } from './disk.ts'

/** How the box itself is; selling asks it, the health page and the tills show it. */
export interface Health {
  readonly disk: Disk
  /** What is wrong now, the worst first. */
  readonly troubles: () => Trouble[]
}

export function createHealth(parts: { readonly disk: Disk }): Health {
  const { disk } = parts
  return {
    disk,
    troubles: () => [disk.trouble()].filter((trouble) => trouble !== null),
  }
}
