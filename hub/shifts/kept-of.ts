import type { Saved } from '#shared/contracts/till.ts'
import type { Journal } from '../journal/journal.ts'

/** What a till keeps of an event that is no receipt, read back from the journal. */
export function keptOf(
  journal: Journal,
  id: string,
): Pick<Saved, 'saved' | 'stored' | 'provisional'> | null {
  const event = journal.eventById(id)
  if (event === null) return null
  const { epoch, seq, hash, body, requestHash, firstHash } = event
  return {
    saved: { epoch, seq, hash },
    stored: { id, body, requestHash, firstHash: firstHash ?? hash },
    ...(journal.isProvisional() && { provisional: true }),
  }
}
