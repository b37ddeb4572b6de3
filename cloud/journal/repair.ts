import { z } from 'zod'
import { Failure } from '#shared/domain/failure.ts'
import { repair } from '#shared/journal/quarantine.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { GroupDatabase } from '../db/open.ts'
import { accountsOfStore, type StoreAccounts } from '../ledger/accounts.ts'
import { noteAccounts } from './account-facts.ts'
import { inWords } from './book.ts'
import { nameOf, openQuarantine } from './held.ts'
import { appendCommand, type HqCommand, lastAppliedSeq } from './hq-log.ts'
import { type JudgedEvent, judgeHeld, type RepairedBy, refuseHeld, release } from './release.ts'
import { mayRepair, type Repaired, repairedBefore, repairedBy } from './repairs.ts'
import { createBodyReader } from './stored-body.ts'

/** HQ puts the payload of a quarantined event right, or says that it can be read as it is now. */
export interface RepairWish extends RepairedBy {
  readonly appliedSeq: number
  readonly at: number
  /** The API key. */
  readonly by: string
}

/** What the log keeps: with every judgement, so that a rebuild by a later version judges alike. */
const RepairBody = z.object({
  id: z.string(),
  event: z.int(),
  payload: z.unknown().optional(),
  judged: z.array(z.tuple([z.int(), z.string().nullable()])),
})
type Judged = z.infer<typeof RepairBody>['judged']

/** The event, and in their order those that waited for it, in one transaction; all or nothing. */
export async function repairEvent(group: GroupDatabase, wish: RepairWish): Promise<Repaired> {
  const stores = concernedStores(group.readHot(), wish.appliedSeq)
  const accounts = new Map<number, StoreAccounts>()
  // Here, because they may have to be made, in a transaction of their own.
  for (const place of stores) accounts.set(place.storeId, await accountsOfStore(group, place))
  return await group.writeHot((hot) => {
    const before = repairedBefore(hot, wish)
    if (before !== undefined) return before
    mayRepair(hot, wish.appliedSeq)
    const commandSeq = lastAppliedSeq(hot) + 1
    for (const [storeId, found] of accounts) {
      noteAccounts(hot, { storeId, fromSeq: commandSeq }, found)
    }
    const judged = runRepair(hot, { ...wish, commandSeq })
    const { id, appliedSeq, payload, at, by } = wish
    const body: z.input<typeof RepairBody> = { id, event: appliedSeq, payload, judged }
    appendCommand(hot, { at, by, kind: 'repair', body })
    return repairedBy(hot, commandSeq)
  })
}

/** The same repair from the log. */
export function replayRepair(
  hot: HotDatabase,
  { appliedSeq, at, by, body }: HqCommand & { readonly appliedSeq: number },
): void {
  const { id, event, payload, judged } = RepairBody.parse(body)
  const wish = { id, appliedSeq: event, payload, at, by, commandSeq: appliedSeq }
  runRepair(hot, wish, new Map(judged))
}

function runRepair(
  hot: HotDatabase,
  wish: RepairWish & { readonly commandSeq: number },
  judgedBefore?: ReadonlyMap<number, string | null>,
): Judged {
  const { appliedSeq: first, id, payload, commandSeq } = wish
  const judged: Judged = []
  const reading = { commandSeq, readBody: createBodyReader(hot) }
  repair(openQuarantine(hot), nameOf(first), (name) => {
    const appliedSeq = Number(name)
    const isFirst = appliedSeq === first
    const held = judgeHeld(hot, appliedSeq, isFirst ? { ...reading, payload } : reading)
    const reason = judgedBefore?.get(appliedSeq) ?? held.booking.quarantined
    if (isFirst && reason !== null) throw stillWrong(wish, held.booking)
    judged.push([appliedSeq, reason])
    if (reason === null) release(hot, held, { ...wish, repair: isFirst ? { id, payload } : null })
    else refuseHeld(hot, appliedSeq, { commandSeq, reason: reason.slice(0, 500) })
    return reason
  })
  return judged
}

function stillWrong(
  { appliedSeq, payload }: RepairWish,
  { faults, quarantined }: JudgedEvent['booking'],
): Failure {
  const fields = faults.map((fault) => ({ ...fault, field: `payload.${fault.field}` }))
  const [first] = fields
  const what = first === undefined ? (quarantined ?? '') : inWords(first)
  const fix =
    payload === undefined
      ? `Event ${appliedSeq} cannot be read as it is. Send the repair with a payload.`
      : `Event ${appliedSeq} stays in quarantine. Put it right and send the repair again.`
  return new Failure('invalid', `${what}. ${fix}`, { fields })
}

function concernedStores(hot: HotDatabase, appliedSeq: number) {
  const rows = hot.prepare(storesSql).all(appliedSeq)
  return rows.map(([companyId, storeId]) => ({
    companyId: Number(companyId),
    storeId: Number(storeId),
  }))
}

const storesSql = `SELECT DISTINCT h.company_id, h.store_id FROM quarantine q
  JOIN event e ON e.applied_seq = q.applied_seq JOIN hub h ON h.id = e.hub_id
  WHERE q.repaired_at IS NULL AND (q.applied_seq = ? OR q.parked_behind IS NOT NULL)`
