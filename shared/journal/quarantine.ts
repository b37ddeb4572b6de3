/**
 * The payloads that are not applied yet (spine B2.2): those that are wrong, and those that name
 * a receipt such a payload was to make. Their envelopes are applied long since.
 */
export interface Quarantine {
  /** In the order in which they came. */
  readonly held: readonly Held[]
  /** The held event that is to make each blocked receipt. */
  readonly eventByReceipt: ReadonlyMap<string, string>
}

export interface Held {
  readonly event: string
  /** The receipt that it makes: nothing that names it may be applied before. */
  readonly makes: string | null
  /** Other receipts that it names: what a refund gives back, what is printed again. */
  readonly names: readonly string[]
  readonly shiftId: string | null
  /** Why it is wrong; null = parked behind another. */
  readonly reason: string | null
}

export const emptyQuarantine: Quarantine = { held: [], eventByReceipt: new Map() }

/** The event that this one must wait for; null = none. */
export function blockedBy(
  { eventByReceipt }: Quarantine,
  { makes, names }: Pick<Held, 'makes' | 'names'>,
): string | null {
  if (eventByReceipt.size === 0) return null
  for (const receipt of names) {
    const event = eventByReceipt.get(receipt)
    if (event !== undefined) return event
  }
  return makes === null ? null : (eventByReceipt.get(makes) ?? null)
}

export function hold(quarantine: Quarantine, held: Held): Quarantine {
  return quarantineOf([...quarantine.held, held])
}

/** A shift's close is applied at once and marked: so many of its receipts are missing in the sums. */
export function parkedInShift({ held }: Quarantine, shiftId: string): number {
  let receipts = 0
  for (const one of held) if (one.shiftId === shiftId && one.makes !== null) receipts += 1
  return receipts
}

/** Applies one payload; answers why it is wrong, or null once it is applied. */
export type ApplyPayload = (event: string) => string | null

export interface Repaired {
  readonly quarantine: Quarantine
  /** In the order in which they were applied; empty where the repair itself is wrong. */
  readonly applied: readonly string[]
}

/**
 * A repaired payload is applied, then all that waited for it, in the order in which it came; one
 * that turns out to be wrong stays behind with its reason, and what waits for it too. An event that
 * is not held, or only parked, changes nothing: it was repaired before, or its turn comes by itself.
 */
export function repair(quarantine: Quarantine, event: string, apply: ApplyPayload): Repaired {
  const { held } = quarantine
  const start = held.findIndex((one) => one.event === event)
  if (start === -1 || held[start]?.reason === null) return { quarantine, applied: [] }
  const left: Held[] = held.slice(0, start)
  const blocked = new Set(left.flatMap(({ makes }) => makes ?? []))
  const applied: string[] = []
  for (const one of held.slice(start)) {
    const isDue = one.event === event || (one.reason === null && !isBlocked(blocked, one))
    const reason = isDue ? apply(one.event) : one.reason
    if (isDue && reason === null) {
      applied.push(one.event)
      continue
    }
    left.push({ ...one, reason })
    if (one.makes !== null) blocked.add(one.makes)
  }
  return { quarantine: quarantineOf(left), applied }
}

function isBlocked(blocked: ReadonlySet<string>, { makes, names }: Held): boolean {
  return names.some((receipt) => blocked.has(receipt)) || (makes !== null && blocked.has(makes))
}

/** `held` in the order in which they came. */
export function quarantineOf(held: readonly Held[]): Quarantine {
  const eventByReceipt = new Map<string, string>()
  for (const { event, makes } of held) {
    if (makes !== null && !eventByReceipt.has(makes)) eventByReceipt.set(makes, event)
  }
  return { held, eventByReceipt }
}
