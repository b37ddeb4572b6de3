import type { RefundRefusal } from '#shared/contracts/lease.ts'
import { isAfter, type Position } from '#shared/journal/record.ts'
import type { HotDatabase } from '../db/hot.ts'
import { runCommand } from './commands.ts'
import { type Line, lineOf } from './messages.ts'
import { forfeitMarginMs } from './policy.ts'
import { mayPromise } from './recovery-store.ts'
import { grantsOf } from './refund-grants.ts'
import { refundsOfSale } from './sold-receipts.ts'

export interface RefundAsked {
  readonly hubId: number
  readonly session: string
  /** Of the refund's own receipt. */
  readonly id: string
  readonly receiptId: string
  readonly amount: number
  readonly head?: Pick<Position, 'epoch' | 'seq'> | undefined
  readonly seen?: number | undefined
}

export interface RefundAnswered {
  /** Null: not now, for the reason. */
  readonly granted: number | null
  readonly reason: RefundRefusal | null
  readonly hubs: readonly number[]
}

/**
 * A store asks whether it may refund another store's receipt (spine B5). Where the right is still in
 * its store it is asked back, and the next try may succeed. The amount follows from the refunds
 * before it, so the answer is yes only to a store that knows them all.
 */
export function answerRefundRequest(
  hot: HotDatabase,
  asked: RefundAsked,
  at: number,
): RefundAnswered {
  const { hubId, id, receiptId, amount } = asked
  const line = lineOf(hot, hubId)
  const reason = whyNot(hot, asked, line)
  if (line === undefined || reason !== null) {
    return { granted: null, reason: reason ?? 'session-ended', hubs: [] }
  }
  const given = { at, by: `hub ${hubId}` }
  for (const grant of unusedGrants(hot, asked, at)) {
    runCommand(hot, { kind: 'revoke-refund', id: grant, receiptId }, given)
  }
  const { epoch } = line
  const command = { kind: 'grant-refund', id, receiptId, hub: hubId, amount, epoch } as const
  const { answer, hubs } = runCommand(hot, command, given)
  if (answer.outcome !== 'refused') return { granted: amount, reason: null, hubs }
  return { granted: null, reason: refusalOf(answer.reason), hubs }
}

function whyNot(
  hot: HotDatabase,
  { hubId, session, receiptId, head, seen }: RefundAsked,
  line: Line | undefined,
): RefundRefusal | null {
  if (line === undefined || line.session !== session) return 'session-ended'
  if (!mayPromise(hot)) return 'recovering'
  if (!isOfOneCompany(hot, hubId, receiptId)) return 'no-receipt'
  const { epoch } = line
  if (head !== undefined && head.epoch !== epoch) return 'session-ended'
  // What this store refunded a second ago must be in the books before more is promised.
  const seq = Number(hot.prepare(headSql).get(hubId, epoch)?.[0] ?? 0)
  if (head !== undefined && isAfter(head, { epoch, seq })) return 'send-first'
  const isElsewhere = grantsOf(hot, receiptId).some((each) => each.hub !== hubId)
  if (isElsewhere) return 'in-work'
  const isMoved = seen !== undefined && seen !== refundsOfSale(hot, receiptId).length
  return isMoved ? 'moved' : null
}

/**
 * What this hub was granted of the receipt and has not used. Its journal is in the books up to its
 * head, and two of its refunds cannot both be journaled (the second finds the receipt moved), so the
 * new question takes the place of the old. So does the same question asked again after a while: from
 * now on the grant is in use again, and HQ must not give it up by what the hub told before.
 */
function unusedGrants(
  hot: HotDatabase,
  { hubId, id, receiptId, amount, head }: RefundAsked,
  at: number,
): string[] {
  if (head === undefined) return []
  return grantsOf(hot, receiptId).flatMap((claim) => {
    const isSame = claim.id === id && claim.amount === amount
    const isFresh = at - (claim.promised?.at ?? 0) < forfeitMarginMs / 2
    return claim.hub === hubId && !(isSame && isFresh) ? [claim.id] : []
  })
}

function refusalOf(reason: string): RefundRefusal {
  if (reason === 'right-elsewhere' || reason === 'no-receipt') return reason
  return 'too-little'
}

/** Money of one company is not given back by another. */
function isOfOneCompany(hot: HotDatabase, hubId: number, receiptId: string): boolean {
  const [companyId] = hot.prepare(companySql).get(receiptId, hubId) ?? []
  return companyId !== undefined
}

const companySql = `SELECT r.company_id FROM receipt r JOIN hub h ON h.company_id = r.company_id
  WHERE r.receipt_id = ? AND h.id = ?`
const headSql = 'SELECT seq FROM hub_head WHERE hub_id = ? AND epoch = ?'
