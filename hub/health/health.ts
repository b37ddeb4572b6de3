import type { Trouble } from '#shared/contracts/trouble.ts'
import { type Card, isWorn } from './card.ts'
import type { Disk } from './disk.ts'
import type { HubClock } from './hub-clock.ts'
import { troubleOf } from './trouble.ts'
import type { Wear } from './wear.ts'

/** How the box itself is; selling asks it, the health page and the tills show it. */
export interface Health {
  readonly disk: Disk
  readonly clock: HubClock
  /** Null where nobody looks. */
  readonly card: () => Card | null
  /** Null where the system does not tell. */
  readonly wear: () => ReturnType<Wear['now']> | null
  /** What is wrong now, the worst first. */
  readonly troubles: () => Trouble[]
}

export function createHealth(parts: {
  readonly disk: Disk
  readonly clock: HubClock
  /** What is wrong with the copy of the feed (replica-trouble.ts). */
  readonly replica?: () => readonly Trouble[]
  readonly card?: () => Card
  /** Why the journal's log is not moved into its file; null = it is. */
  readonly checkpointFailure?: () => string | null
  readonly wear?: Wear['now'] | null
}): Health {
  const { disk, clock, replica = () => [], card = () => null, wear = null } = parts
  const { checkpointFailure = () => null } = parts
  const failTrouble = (): Trouble | null => {
    const reason = checkpointFailure()
    return reason === null ? null : troubleOf('disk-fails', { reason })
  }
  const cardTrouble = (): Trouble | null => {
    const found = card()
    return found !== null && isWorn(found) ? troubleOf('card-worn', {}) : null
  }
  return {
    disk,
    clock,
    card,
    wear: () => wear?.() ?? null,
    troubles: () =>
      [disk.trouble(), failTrouble(), clock.trouble(), ...replica(), cardTrouble()].filter(
        (trouble) => trouble !== null,
      ),
  }
}
