import { Failure } from '#shared/domain/failure.ts'
import type { GroupDatabase } from '../db/open.ts'
import { accountsOfStore } from '../ledger/accounts.ts'
import { readProgrammeOf } from '../value/programme-kinds.ts'
import { book } from './book.ts'
import { timeOf } from './event-times.ts'
import { countParkedBehind, findQuarantined } from './quarantine-store.ts'
import { whyNot } from './repairs.ts'
import { readStoredEvent } from './stored-event.ts'

/** A quarantined event with its payload and what is wrong in it now. */
export async function readQuarantined(group: GroupDatabase, appliedSeq: number) {
  const found = await findQuarantined(group.db, appliedSeq)
  if (found === undefined) {
    throw new Failure('not-found', `Event ${appliedSeq} is not in quarantine.`)
  }
  const hot = group.readHot()
  const event = readStoredEvent(hot, appliedSeq)
  const why = whyNot(hot, appliedSeq, 'repaired') ?? ''
  const acceptable = whyNot(hot, appliedSeq, 'accepted') === null
  const { repair, ...row } = found
  // With the accounts of today: a VAT group may have been added since.
  const isOpen = why === ''
  const faults =
    isOpen || acceptable
      ? book(event, {
          hubId: event.hubId,
          accounts: await accountsOfStore(group, event),
          programmeOf: readProgrammeOf(hot),
        }).faults
      : []
  return {
    ...row,
    correctedAt: timeOf(hot, row),
    envelope: event.envelope,
    payload: event.payload,
    faults: [...faults],
    waiting: await countParkedBehind(group.db, appliedSeq),
    repairable: isOpen,
    acceptable,
    dismissable: whyNot(hot, appliedSeq, 'dismissed') === null,
    why: isOpen ? '' : `Event ${appliedSeq} ${why}`,
    repair: repair === null ? null : (JSON.parse(repair) as unknown),
  }
}
