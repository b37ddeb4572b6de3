import { valueAccountId } from '#shared/value/account-id.ts'
import type { Ledger } from '#shared/value/ledger.ts'
import { issueVoucher } from '#shared/value/voucher-verbs.ts'
import type { HotDatabase } from '../db/hot.ts'
import { batchOfRow, findBatch, insertBatch, noteMade, vouchers } from './batches.ts'
import { lookupKeyIn } from './lookup-key-in.ts'
import { voucherCode, voucherKey } from './voucher-code.ts'

/** What an order of vouchers says; their codes follow from the secret. */
export interface OrderVouchers {
  readonly id: string
  readonly programme: string
  readonly count: number
  readonly secret: string
  readonly issued: 'reserved' | 'issued'
  readonly amount: number | null
  readonly promotionId: number | null
  readonly faceValue: number | null
  readonly storeId: number | null
  readonly memberId: number | null
  readonly endsAt: number | null
}

/** False where it was ordered before. */
export function orderVouchers(
  hot: HotDatabase,
  { id: batchId, programme, ...order }: OrderVouchers,
  at: number,
): boolean {
  if (findBatch(hot, batchId) !== undefined) return false
  const [programmeId] = hot.prepare('SELECT id FROM programme WHERE code = ?').get(programme) ?? []
  if (programmeId === undefined) throw new Error(`no programme ${programme}`)
  insertBatch(hot, { ...order, batchId, programmeId: Number(programmeId), orderedAt: at })
  return true
}

/** The next vouchers of a batch; those of an issued one get what they are worth. */
export function makeVouchers(
  hot: HotDatabase,
  ledger: Ledger,
  { batch: batchId, count }: { readonly batch: string; readonly count: number },
  at: number,
): void {
  const batch = findBatch(hot, batchId)
  if (batch === undefined) throw new Error(`no batch ${batchId}`)
  const { id: ofBatch, programmeId, secret, made, amount, endsAt } = batch
  const { promotionId, faceValue, storeId, memberId } = batch
  const [programme] = hot.prepare('SELECT code FROM programme WHERE id = ?').get(programmeId) ?? []
  const lookupKey = lookupKeyIn(hot)
  const first = vouchers.nextId(hot)
  const numbers = Array.from({ length: count }, (_, at) => made + 1 + at)
  const rows = numbers.map((number, at) => ({
    id: first + at,
    account: valueAccountId(String(programme), `${ofBatch}-${number}`),
    programmeId,
    batchId: ofBatch,
    key: voucherKey(lookupKey, voucherCode(secret, number)),
    promotionId,
    faceValue,
    storeId,
    memberId,
    endsAt,
    state: null,
  }))
  vouchers.insert(hot, rows)
  noteMade(hot, ofBatch, made + count)
  if (batch.issued === 'reserved') return
  for (const [at_, { account }] of rows.entries()) {
    const id = `${batchId}.${made + 1 + at_}`
    issueVoucher(ledger, { id, account, amount: amount ?? 1, endsAt, at })
  }
}

/** The code of a voucher of a batch; undefined for one that a store made. */
export function codeOf(
  hot: HotDatabase,
  { account, batchId }: { readonly account: string; readonly batchId: number | null },
): string | undefined {
  const batch = batchId === null ? undefined : batchOfRow(hot, batchId)
  const number = Number(/-(\d+)$/.exec(account)?.[1])
  return batch && voucherCode(batch.secret, number)
}
