import type { Trouble } from '#shared/contracts/trouble.ts'
import { type Card, isWorn } from './card.ts'
import type { Disk } from './disk.ts'
import type { HubClock } from './hub-clock.ts'
import { troubleOf } from './trouble.ts'

/** How the box itself is; selling asks it, the health page and the tills show it. */
export interface Health {
  readonly disk: Disk
  readonly clock: HubClock
  /** Null where nobody looks. */
  readonly card: () => Card | null
  /** What is wrong now, the worst first. */
  readonly troubles: () => Trouble[]
}

export function createHealth(parts: {
  readonly disk: Disk
  readonly clock: HubClock
  /** Tables in which the replica was found to differ from the feed. */
  readonly replicaDiffers?: () => readonly string[]
  readonly card?: () => Card
}): Health {
  const { disk, clock, replicaDiffers = () => [], card = () => null } = parts
  const replicaTrouble = (): Trouble | null => {
    const tables = replicaDiffers()
    return tables.length > 0 ? troubleOf('replica-differs', { tables: tables.join(', ') }) : null
  }
  const cardTrouble = (): Trouble | null => {
    const found = card()
    return found !== null && isWorn(found) ? troubleOf('card-worn', {}) : null
  }
  return {
    disk,
    clock,
    card,
    troubles: () =>
      [disk.trouble(), clock.trouble(), replicaTrouble(), cardTrouble()].filter(
        (trouble) => trouble !== null,
      ),
  }
}
