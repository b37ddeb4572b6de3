import type { HotDatabase, HotRow } from '../db/hot.ts'
import { voucherKey } from './voucher-code.ts'
import { voucherState } from './voucher-state.ts'

export interface VouchersQuery {
  readonly kind: 'coupon' | 'gift-card'
  readonly code?: string | undefined
  readonly account?: string | undefined
  readonly programme?: string | undefined
  readonly state?: string | undefined
  readonly storeId?: number | undefined
  readonly batch?: string | undefined
  readonly after: number
  readonly rows: number
}

/** What HQ sees of a voucher. */
export interface VoucherRow {
  readonly key: number
  readonly account: string
  readonly programme: string
  readonly programmeName: string
  readonly state: string
  readonly before: string | null
  readonly soldOn: string | null
  readonly usedOn: string | null
  readonly batch: string | null
  readonly promotionId: number | null
  readonly faceValue: number | null
  readonly storeId: number | null
  readonly memberId: number | null
  readonly endsAt: number | null
  readonly balance: number
  readonly frozen: boolean
}

/** By the order in which they were made. A code that nobody has gives nothing. */
export function readVouchers(hot: HotDatabase, query: VouchersQuery): VoucherRow[] {
  const { kind, state, programme, rows } = query
  // The index of states leads by programme: one of them at a time is read in its order.
  const parts =
    state === undefined || programme !== undefined
      ? [query]
      : hot
          .prepare(programmesSql)
          .all(kind)
          .map(([code]) => ({ ...query, programme: String(code) }))
  const found = parts.flatMap((part) => {
    const { sql, values } = vouchersSelect(hot, part)
    return hot
      .prepare(sql)
      .all(...values)
      .map(toRow)
  })
  if (parts.length === 1) return found
  return found.sort((one, other) => one.key - other.key).slice(0, rows)
}

/** The statement of a page and what it asks for. */
export function vouchersSelect(
  hot: HotDatabase,
  { kind, code, account, programme, state, storeId, batch, after, rows }: VouchersQuery,
): { readonly sql: string; readonly values: readonly (string | number | null)[] } {
  const wanted: [string, string | number | null | undefined][] = [
    ['p.kind = ?', kind],
    ['v.id > ?', after],
    ['v.key = ?', code === undefined ? undefined : keyOf(hot, code)],
    ['v.account = ?', account],
    ['p.code = ?', programme],
    ['v.state IS ?', state === undefined ? undefined : voucherState(state)],
    ['v.store_id = ?', storeId],
    ['b.batch_id = ?', batch],
  ]
  const given = wanted.flatMap(([condition, value]) =>
    value === undefined ? [] : [{ condition, value }],
  )
  const where = given.map(({ condition }) => condition).join(' AND ')
  const sql = `${selectSql} WHERE ${where} ORDER BY v.id LIMIT ?`
  return { sql, values: [...given.map(({ value }) => value), rows] }
}

function keyOf(hot: HotDatabase, code: string): string {
  const [lookupKey] = hot.prepare(lookupSql).get() ?? []
  return typeof lookupKey === 'string' ? voucherKey(lookupKey, code) : ''
}

const stateNow = "coalesce(c.state->>'state', 'reserved')"
const selectSql = `SELECT v.id, v.account, p.code, p.name, ${stateNow}, c.state->>'before',
  c.state->>'soldOn', c.state->>'receiptId', b.batch_id, v.promotion_id, v.face_value, v.store_id,
  v.member_id, iif(c.id IS NULL, v.ends_at, c.state->>'endsAt'), coalesce(a.balance, 0),
  coalesce(a.frozen, 0)
  FROM voucher v JOIN programme p ON p.id = v.programme_id
  LEFT JOIN voucher_batch b ON b.id = v.batch_id
  LEFT JOIN value_coupon c ON c.coupon_id = v.account
  LEFT JOIN value_account a ON a.account_id = v.account`
const programmesSql = 'SELECT code FROM programme WHERE kind = ?'
const lookupSql = "SELECT value FROM group_setting WHERE key = 'lookup_key'"

function toRow(row: HotRow): VoucherRow {
  const [key, account, programme, programmeName, state, before, soldOn, usedOn, batch] = row
  const [promotionId, faceValue, storeId, memberId, endsAt, balance, frozen] = row.slice(9)
  return {
    key: Number(key),
    account: String(account),
    programme: String(programme),
    programmeName: String(programmeName),
    state: String(state),
    before: textOrNull(before),
    soldOn: textOrNull(soldOn),
    usedOn: textOrNull(usedOn),
    batch: textOrNull(batch),
    promotionId: numberOrNull(promotionId),
    faceValue: numberOrNull(faceValue),
    storeId: numberOrNull(storeId),
    memberId: numberOrNull(memberId),
    endsAt: numberOrNull(endsAt),
    balance: Number(balance),
    frozen: frozen === 1,
  }
}

function textOrNull(value: HotRow[number] | undefined): string | null {
  return typeof value === 'string' ? value : null
}

function numberOrNull(value: HotRow[number] | undefined): number | null {
  return typeof value === 'number' ? value : null
}
