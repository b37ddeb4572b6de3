import { setTimeout as sleep } from 'node:timers/promises'
import type { GroupDatabase } from '../db/open.ts'
import type { KeyParts } from './key-text.ts'
import { findKey } from './store.ts'

type FoundKey = Awaited<ReturnType<typeof findKey>>

/** How long a hub's key is believed of which the database server has not said otherwise since. */
const KEPT_MS = 10 * 60_000
const KEPT_MAX = 20_000
/** A hub gives its feed 5 s for a word. */
const PATIENCE_MS = 1000

const knownByGroup = new WeakMap<GroupDatabase, Map<string, { found: FoundKey; until: number }>>()

/**
 * For what a hub reads from this machine alone, its feed: while the database server is silent, a key
 * counts that it has confirmed lately. Whatever reaches the books asks the books.
 */
export async function findKnownKey(group: GroupDatabase, parts: KeyParts): Promise<FoundKey> {
  const known = knownByGroup.get(group) ?? new Map<string, { found: FoundKey; until: number }>()
  knownByGroup.set(group, known)
  const name = `${parts.keyId}.${parts.secret}`
  const before = known.get(name)
  const asking = findKey(group.db, parts).then((found) => {
    known.delete(name)
    if (known.size >= KEPT_MAX) known.clear()
    if (found !== undefined) known.set(name, { found, until: performance.now() + KEPT_MS })
    return found
  })
  if (before === undefined || before.until < performance.now()) return await asking
  const late = sleep(PATIENCE_MS, before.found, { ref: false })
  return await Promise.race([asking.catch(() => before.found), late])
}

/** After any key of the group was revoked. */
export function forgetKnownKeys(group: GroupDatabase): void {
  knownByGroup.delete(group)
}
