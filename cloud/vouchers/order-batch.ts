import { randomBytes } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { Failure } from '#shared/domain/failure.ts'
import { voucherEnd } from '#shared/value/voucher-end.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { GroupDatabase } from '../db/open.ts'
import { type ConditionProblem, throwIfAny } from '../masterdata/condition-problems.ts'
import { booksOf } from '../value/books-of.ts'
import { type GivenBy, runCommand } from '../value/commands.ts'
import { findProgramme, type Programme } from '../value/programmes.ts'
import { couponSettingsOf, giftCardSettingsOf } from '../value/settings.ts'
import { findBatch, type VoucherBatch } from './batches.ts'
import { leaseVouchers } from './lease-vouchers.ts'

/** What HQ asks for; the same id with the same content again goes on with it. */
export interface BatchAsked {
  readonly id: string
  readonly programme: string
  readonly count: number
  readonly storeId: number | null
  readonly memberId: number | null
  readonly endsAt: number | null
  readonly issued: 'reserved' | 'issued'
  /** Of gift cards that are issued: what is in each. */
  readonly amount: number | null
  readonly reason: string
  readonly companyId: number | undefined
}

export interface Ordered {
  readonly batch: VoucherBatch
  readonly programme: Programme
  /** Hubs that have something new in their streams. */
  readonly hubs: ReadonlySet<number>
}

/** A store is leased so many of an issued batch unasked; more would fill its journal with grants. */
const leasedUnasked = 1000

/** So many in one transaction of the writer: some 30 ms that others wait. */
const madeAtOnce = { reserved: 1000, issued: 200 }

/**
 * Orders a batch and makes its vouchers part by part: others write in between. A cloud that stops
 * meanwhile leaves a part of it, and the same request again makes the rest.
 */
export async function orderBatch(
  group: GroupDatabase,
  kind: 'coupon' | 'gift-card',
  asked: BatchAsked,
  given: GivenBy,
): Promise<Ordered> {
  const { id, reason, companyId } = asked
  const programme = findProgramme(group.readHot(), asked.programme)
  const isIssued = asked.issued === 'issued'
  const books =
    programme === undefined || !isIssued
      ? null
      : await booksOf(group, programme, { companyId, at: given.at })
  const ordered = await group.writeHot((hot) => {
    const known = findBatch(hot, id)
    const order = toOrder(hot, kind, asked, given.at, known)
    if (known === undefined) runCommand(hot, order.command, given)
    return { batch: findBatch(hot, id), programme: order.programme }
  })
  const hubs = new Set<number>()
  let { batch } = ordered
  while (batch !== undefined && batch.made < batch.count) {
    await turn()
    batch = await group.writeHot((hot) => {
      const now = findBatch(hot, id)
      const left = (now?.count ?? 0) - (now?.made ?? 0)
      const count = Math.min(left, madeAtOnce[asked.issued])
      if (count > 0) {
        runCommand(hot, { kind: 'make-vouchers', batch: id, count, reason, books }, given)
      }
      if (isIssued && asked.storeId !== null && asked.count <= leasedUnasked) {
        for (const hub of leaseVouchers(hot, newestOf(hot, count), given)) hubs.add(hub)
      }
      return findBatch(hot, id)
    })
  }
  if (batch === undefined) throw new Error(`batch ${id} is not there`)
  return { batch, programme: ordered.programme, hubs }
}

function newestOf(hot: HotDatabase, count: number): string[] {
  return hot
    .prepare('SELECT account FROM voucher ORDER BY id DESC LIMIT ?')
    .all(count)
    .map(([account]) => String(account))
    .reverse()
}

function toOrder(
  hot: HotDatabase,
  kind: 'coupon' | 'gift-card',
  asked: BatchAsked,
  at: number,
  known: VoucherBatch | undefined,
) {
  const { id, count, storeId, memberId, issued, amount, reason } = asked
  const programme = findProgramme(hot, asked.programme)
  if (programme?.terms.kind !== kind) {
    const what = kind === 'coupon' ? 'programme of coupons' : 'kind of gift card'
    throw new Failure('not-found', `Programme ${asked.programme} is not a ${what}; open one first.`)
  }
  const coupon = couponSettingsOf(programme)
  const settings = coupon ?? giftCardSettingsOf(programme)
  if (settings === null) {
    const message = `Nothing is set of programme ${programme.code}; set it by PATCH first.`
    throw new Failure('conflict', message)
  }
  throwIfAny(batchProblems(hot, programme, asked, at))
  const orderedAt = known?.orderedAt ?? at
  const endsAt =
    issued === 'issued' ? voucherEnd(settings.validity, orderedAt, asked.endsAt) : asked.endsAt
  const command = {
    kind: 'order-vouchers',
    id,
    programme: programme.code,
    count,
    secret: known?.secret ?? randomBytes(32).toString('base64url'),
    issued,
    amount: kind === 'coupon' || issued === 'reserved' ? null : amount,
    promotionId: known === undefined ? (coupon?.promotionId ?? null) : known.promotionId,
    faceValue: known === undefined ? (coupon?.faceValue ?? null) : known.faceValue,
    storeId,
    memberId,
    endsAt,
    reason,
  } as const
  if (known !== undefined) refuseOther(known, { ...command, programmeId: programme.id })
  return { command, programme }
}

/** What was asked under this id before; its secret, promotion and face value are as they were. */
function refuseOther(known: VoucherBatch, asked: Readonly<Record<string, unknown>>): void {
  const before: Readonly<Record<string, unknown>> = { ...known }
  const names = ['programmeId', 'count', 'issued', 'amount', 'storeId', 'memberId', 'endsAt']
  const fields = names
    .filter((name) => before[name] !== asked[name])
    .map((field) => ({
      field,
      value: String(asked[field]),
      message: `was ${String(before[field])} when this id came first; a new batch needs a new id`,
    }))
  if (fields.length === 0) return
  throw new Failure('conflict', `Batch ${known.batchId} was ordered with other content.`, {
    fields,
  })
}

function batchProblems(
  hot: HotDatabase,
  { companyId, terms }: Programme,
  { storeId, memberId, endsAt, issued, amount, count }: BatchAsked,
  at: number,
): ConditionProblem[] {
  const problems: ConditionProblem[] = []
  const bad = (field: string, value: unknown, message: string) =>
    problems.push({ field, value: String(value), message })
  if (storeId !== null && hot.prepare(storeSql).get(storeId, companyId, companyId) === undefined) {
    bad('storeId', storeId, "is not a store of the programme's company")
  }
  if (memberId !== null && hot.prepare(memberSql).get(memberId) === undefined) {
    bad('memberId', memberId, 'is not a member')
  }
  if (endsAt !== null && endsAt <= at) bad('endsAt', endsAt, 'has passed; name a later moment')
  if (terms.kind === 'gift-card' && issued === 'issued' && amount === null) {
    bad('amount', amount, 'is needed: what is in each card that is issued')
  }
  if (amount !== null && (terms.kind === 'coupon' || issued === 'reserved')) {
    bad('amount', amount, 'is only of gift cards that are issued; leave it out')
  }
  if (amount !== null && amount * count > MAX_BATCH_WORTH) {
    bad('amount', amount, `in ${count} cards is more than ${MAX_BATCH_WORTH}; check both`)
  }
  return problems
}

/** Minor units; a few typing errors beyond it would be more than the ledger's sums hold exactly. */
const MAX_BATCH_WORTH = 100_000_000_000_000

const storeSql = 'SELECT 1 FROM store WHERE id = ? AND (? IS NULL OR company_id = ?)'
const memberSql = 'SELECT 1 FROM member WHERE id = ?'
