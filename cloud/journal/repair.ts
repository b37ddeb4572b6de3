import { z } from 'zod'
import { Failure } from '#shared/domain/failure.ts'
import { repair } from '#shared/journal/quarantine.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { GroupDatabase } from '../db/open.ts'
import { accountsOfStore, type StoreAccounts } from '../ledger/accounts.ts'
import { noteAccounts } from './account-facts.ts'
import { inWords } from './book.ts'
import { behindSql, nameOf, quarantineBehind } from './held.ts'
import { appendCommand, type HqCommand, lastAppliedSeq } from './hq-log.ts'
import {
  dismiss,
  type Ended,
  type JudgedEvent,
  judgeHeld,
  type RepairedBy,
  refuseHeld,
  release,
} from './release.ts'
import { mayEnd, type Repaired, repairedBefore, repairedBy } from './repairs.ts'
import { createBodyReader } from './stored-body.ts'

/**
 * HQ puts the payload of a quarantined event right or says that it can be read as it is now; accepts
 * one whose id another has, as the receipt of its own that it is; or dismisses one.
 */
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
  reason: z.string().default(''),
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
    mayEnd(hot, wish)
    const commandSeq = lastAppliedSeq(hot) + 1
    for (const [storeId, found] of accounts) {
      noteAccounts(hot, { storeId, fromSeq: commandSeq }, found)
    }
    const judged = runRepair(hot, { ...wish, commandSeq })
    const { id, appliedSeq, payload, reason, at, by } = wish
    const body: z.input<typeof RepairBody> = { id, event: appliedSeq, payload, reason, judged }
    appendCommand(hot, { at, by, kind: kindOf[wish.how], body })
    return repairedBy(hot, commandSeq)
  })
}

const kindOf = { repaired: 'repair', accepted: 'accept', dismissed: 'dismiss' } as const

/** How an event left the quarantine by a command of this kind; undefined = it is about other things. */
export function howOf(kind: string): Ended['how'] | undefined {
  return (['repaired', 'accepted', 'dismissed'] as const).find((how) => kindOf[how] === kind)
}

/** The same repair from the log. */
export function replayRepair(
  hot: HotDatabase,
  { appliedSeq, at, by, kind, body }: HqCommand & { readonly appliedSeq: number },
): void {
  const { id, event, payload, reason, judged } = RepairBody.parse(body)
  const how = howOf(kind) ?? 'repaired'
  const wish = { id, how, reason, appliedSeq: event, payload, at, by, commandSeq: appliedSeq }
  runRepair(hot, wish, new Map(judged))
}

function runRepair(
  hot: HotDatabase,
  wish: RepairWish & { readonly commandSeq: number },
  judgedBefore?: ReadonlyMap<number, string | null>,
): Judged {
  const { appliedSeq: first, payload, commandSeq } = wish
  const judged: Judged = []
  const readBody = createBodyReader(hot)
  repair(quarantineBehind(hot, first), nameOf(first), (name) => {
    const appliedSeq = Number(name)
    const isFirst = appliedSeq === first
    if (isFirst && wish.how === 'dismissed') {
      dismiss(hot, appliedSeq, { ...wish, repair: wish })
      judged.push([appliedSeq, null])
      return null
    }
    const before = judgedBefore && verdictOf(judgedBefore, { appliedSeq, commandSeq })
    const held = judgeHeld(hot, appliedSeq, {
      commandSeq,
      readBody,
      ...(isFirst && { payload }),
      ...(before !== undefined && { before }),
    })
    if (isFirst && wish.how === 'accepted' && before === undefined) mayAccept(held.event)
    const reason = held.booking.quarantined
    if (isFirst && reason !== null) throw stillWrong(wish, held.booking)
    judged.push([appliedSeq, reason])
    if (reason === null) release(hot, held, { ...wish, repair: isFirst ? wish : null })
    else refuseHeld(hot, appliedSeq, { commandSeq, reason: reason.slice(0, 500) })
    return reason
  })
  return judged
}

/** Null = it was applied; the log says it of each event whose turn came. */
function verdictOf(
  judged: ReadonlyMap<number, string | null>,
  { appliedSeq, commandSeq }: { readonly appliedSeq: number; readonly commandSeq: number },
): string | null {
  const reason = judged.get(appliedSeq)
  if (reason !== undefined) return reason
  throw new Error(
    `command ${commandSeq} in the log does not say what it did with event ${appliedSeq}`,
  )
}

/** Its value was not booked when it came, and lies in leases or accounts where the first one left it. */
function mayAccept({ appliedSeq, repeats, envelope }: JudgedEvent['event']): void {
  if (repeats === null || (envelope.movements.length === 0 && envelope.word === null)) return
  const words = `Event ${appliedSeq} moves stored value under the id of event ${repeats}`
  throw new Failure('conflict', `${words}: dismiss it, and correct the account by hand.`)
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

const storesSql = `${behindSql} SELECT DISTINCT h.company_id, h.store_id FROM behind
  JOIN event e ON e.applied_seq = behind.seq JOIN hub h ON h.id = e.hub_id`
