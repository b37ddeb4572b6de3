import { z } from 'zod'
import type { ValueMovement } from '#shared/contracts/event.ts'
import type { IssuedCoupon } from '#shared/contracts/voucher.ts'
import { JournalPlace } from '#shared/contracts/witness.ts'
import { voucherText } from '#shared/feed/lookup.ts'
import type { OwnMovement } from '#shared/value/hub/overlay.ts'
import { soldReceipt } from '#shared/value/hub/project-event.ts'
import type { HubLease, OwnReceipt, StreamPosition, Wallet } from '#shared/value/hub/wallet.ts'
import { nextVersion } from '#shared/value/ledger.ts'
import { bodyBytes } from '../journal/stored-text.ts'
import { dropPinSql } from '../pin/store.ts'
import { readBody } from './valued-event.ts'

/** Runs SQL on `journal.db`: in the writer's transaction, or read-only. */
export type Sql = (sql: string, args: readonly Cell[]) => readonly (readonly Cell[])[]
type Cell = string | number | null

/** The wallet as the tables have it, and what the journal's projection needs beside it. */
export interface StoredWallet extends Wallet {
  /** Open ones that end by then, soonest first. */
  readonly endingBy: (upper: number, limit: number) => readonly HubLease[]
  /** Open ones that were recalled, or were granted to one receipt. */
  readonly forReceipts: () => readonly HubLease[]
  readonly addMovement: (seq: number, movement: ValueMovement) => void
  /** Of one account, those after this place of the journal. */
  readonly movementsOf: (account: string, afterSeq: number) => readonly OwnMovement[]
  /** How much of a movement was given back or taken back here. */
  readonly reversedOf: (movementId: string) => number
  readonly addIssued: (seq: number, coupon: IssuedCoupon) => void
  /** A coupon that this hub gave, by its account or by what is printed on it. */
  readonly issued: (by: IssuedBy) => IssuedHere | undefined
  /** Its sale stands after this place of the journal, and was made on this disk. */
  readonly isSoldAfter: (receiptId: string, seq: number) => boolean
  /** Receipts that somebody asked about before their sale was here. */
  readonly receiptsWithoutSale: () => readonly string[]
  /** An event is projected: what stands after it in the journal is not known yet. */
  readonly setHorizon: (seq: number) => void
  /** How far the journal is in it; null = nowhere, it is new or was cleared. */
  readonly projectedSeq: () => number | null
  readonly saveProjectedSeq: (seq: number) => void
  readonly clear: () => void
}

export type IssuedHere = Omit<IssuedCoupon, 'code'>
export type IssuedBy = { readonly account: string } | { readonly code: string }

/** Tables that a rebuilt journal fills from its events. */
export const walletTables: readonly string[] = [
  'wallet_lease',
  'own_movement',
  'own_receipt',
  'trust_spent',
  'issued_coupon',
  'stream_position',
]

const atStart: StreamPosition = { incarnation: 0, epoch: 0, n: 0 }
const Sums = z.record(z.string(), z.number())
const Places = z.array(JournalPlace)

export function createStoredWallet(sql: Sql): StoredWallet {
  const leases = (where: string, args: readonly Cell[]) =>
    sql(`${leaseSql} WHERE ${where}`, args).map(toLease)
  const saveRow = (column: string, values: readonly Cell[]): void => {
    sql(`INSERT OR IGNORE INTO stream_position VALUES (1, 0, 0, 0, NULL, 0)`, [])
    sql(`UPDATE stream_position SET ${column}`, values)
  }
  let horizon = Number.MAX_SAFE_INTEGER
  const lease = (id: string) => leases('id = ?', [id])[0]
  const ownReceipt = (receiptId: string): OwnReceipt | undefined => {
    const [row] = sql(receiptSql, [receiptId])
    return row === undefined ? soldHere(sql, receiptId, horizon) : toReceipt(receiptId, row)
  }

  return {
    lease,
    leasesOf: (account) => leases(`account = ? AND ${isOpen} ORDER BY key`, [account]),
    openLeases: () => leases(`${isOpen} ORDER BY key`, []),
    endingBy: (upper, limit) =>
      leases(`ends_at <= ? AND ${isOpen} ORDER BY ends_at, key LIMIT ?`, [upper, limit]),
    forReceipts: () =>
      leases(`${isOpen} AND (state = 'recalled' OR receipt_id IS NOT NULL) ORDER BY key`, []),
    saveLease(next) {
      nextVersion(`lease ${next.id}`, lease(next.id), next)
      const { id, account, epoch, receiptId, granted, spent, returned, endsAt, state } = next
      sql(saveLeaseSql, [
        id,
        account,
        epoch,
        receiptId,
        granted,
        spent,
        returned,
        endsAt,
        state,
        next.version,
      ])
      if (state !== 'open' && state !== 'recalled') sql(dropPinSql, [account])
    },
    ownReceipt,
    askedRights: (limit) => sql(askedRightsSql, [limit]).map(([id]) => String(id)),
    isSoldAfter: (receiptId, seq) => sql(soldAfterSql, [receiptId, seq]).length > 0,
    saveOwnReceipt(next) {
      nextVersion(`receipt ${next.receiptId}`, ownReceipt(next.receiptId), next)
      const { receiptId, epoch, total, refunded, right, version } = next
      sql(saveReceiptSql, [receiptId, epoch, total, refunded, right, version])
    },
    trustSpent(allowance) {
      const [row] = sql('SELECT hub, by_account FROM trust_spent WHERE allowance = ?', [allowance])
      if (row === undefined) return { hub: 0, byAccount: {} }
      return { hub: Number(row[0]), byAccount: Sums.parse(JSON.parse(String(row[1]))) }
    },
    saveTrustSpent(allowance, { hub, byAccount }) {
      sql(saveTrustSql, [allowance, hub, JSON.stringify(byAccount)])
    },
    trustDay() {
      const day = sql('SELECT trust_day FROM stream_position', [])[0]?.[0] ?? null
      return day === null ? null : String(day)
    },
    saveTrustDay: (day) => saveRow('trust_day = ?', [day]),
    stream() {
      const [row] = sql('SELECT incarnation, epoch, n FROM stream_position', [])
      if (row === undefined) return atStart
      return { incarnation: Number(row[0]), epoch: Number(row[1]), n: Number(row[2]) }
    },
    saveStream: ({ incarnation, epoch, n }) =>
      saveRow('incarnation = ?, epoch = ?, n = ?', [incarnation, epoch, n]),
    addMovement(seq, { account, id, kind, amount, reverses }) {
      sql(addMovementSql, [account, seq, id, kind, amount, reverses])
    },
    movementsOf: (account, afterSeq) =>
      sql(movementsSql, [account, afterSeq]).map(([epoch, seq, kind, amount, places]) => ({
        epoch: Number(epoch),
        seq: Number(seq),
        kind: kind as OwnMovement['kind'],
        amount: Number(amount),
        ...(typeof places === 'string' && { places: Places.parse(JSON.parse(places)) }),
      })),
    reversedOf: (id) =>
      Number(sql('SELECT sum(amount) FROM own_movement WHERE reverses = ?', [id])[0]?.[0] ?? 0),
    addIssued(seq, { account, code, programme, promotionId, endsAt }) {
      sql(addIssuedSql, [account, seq, voucherText(code), programme, promotionId, endsAt])
    },
    issued(by) {
      const [row] =
        'account' in by
          ? sql(`${issuedSql} account = ?`, [by.account])
          : sql(`${issuedSql} text = ?`, [voucherText(by.code)])
      if (row === undefined) return undefined
      const [account, programme, promotionId, endsAt] = row
      return {
        account: String(account),
        programme: String(programme),
        promotionId: Number(promotionId),
        endsAt: endsAt === null ? null : Number(endsAt),
      }
    },
    receiptsWithoutSale: () =>
      sql('SELECT receipt_id FROM own_receipt WHERE total IS NULL', []).map(([id]) => String(id)),
    setHorizon(seq) {
      horizon = seq
    },
    projectedSeq() {
      const seq = sql('SELECT seq FROM stream_position', [])[0]?.[0]
      return seq === undefined || seq === null ? null : Number(seq)
    },
    saveProjectedSeq: (seq) => saveRow('seq = ?', [seq]),
    clear() {
      for (const table of walletTables) sql(`DELETE FROM ${table}`, [])
    },
  }
}

const isOpen = "state IN ('open', 'recalled')"
const leaseSql = `SELECT id, account, epoch, receipt_id, granted, spent, returned, ends_at, state,
  version FROM wallet_lease`
const saveLeaseSql = `INSERT INTO wallet_lease
  (id, account, epoch, receipt_id, granted, spent, returned, ends_at, state, version)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET spent = excluded.spent, returned = excluded.returned,
    state = excluded.state, version = excluded.version`
const receiptSql = `SELECT epoch, total, refunded, "right", version FROM own_receipt
  WHERE receipt_id = ?`
const askedRightsSql = `SELECT receipt_id FROM own_receipt WHERE "right" = 'asked' LIMIT ?`
/** What another disk sold first proves nothing about this one. */
const soldAfterSql = `SELECT 1 FROM event WHERE id = ? AND seq > ? AND type = 'sale.closed'
  AND first_hash IS NULL`
const saleSql = `SELECT ${bodyBytes} FROM event WHERE id = ? AND seq < ? AND type = 'sale.closed'`
const saveReceiptSql = `INSERT INTO own_receipt
  (receipt_id, epoch, total, refunded, "right", version) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (receipt_id) DO UPDATE SET epoch = excluded.epoch, total = excluded.total,
    refunded = excluded.refunded, "right" = excluded."right", version = excluded.version`
const saveTrustSql = `INSERT INTO trust_spent (allowance, hub, by_account) VALUES (?, ?, ?)
  ON CONFLICT (allowance) DO UPDATE SET hub = excluded.hub, by_account = excluded.by_account`
const addMovementSql = `INSERT INTO own_movement (account, seq, id, kind, amount, reverses)
  VALUES (?, ?, ?, ?, ?, ?)`
const addIssuedSql = `INSERT OR IGNORE INTO issued_coupon
  (account, seq, text, programme, promotion_id, ends_at) VALUES (?, ?, ?, ?, ?, ?)`
const issuedSql = 'SELECT account, programme, promotion_id, ends_at FROM issued_coupon WHERE'
/** A list without a row is null: most events are of this disk alone. */
const movementsSql = `SELECT e.epoch, m.seq, m.kind, m.amount,
  (SELECT json_group_array(json_object('hub', t.hub_id, 'epoch', t.epoch, 'seq', t.place))
    FROM taken_place t WHERE t.seq = m.seq HAVING count(*) > 0)
  FROM own_movement m
  JOIN event e ON e.seq = m.seq WHERE m.account = ? AND m.seq > ? ORDER BY m.key`

/** Of a receipt that has no row of its own there is no more to say than its sale says. */
function soldHere(sql: Sql, receiptId: string, before: number): OwnReceipt | undefined {
  const [row] = sql(saleSql, [receiptId, before])
  if (row === undefined) return undefined
  const { envelope, payload } = readBody(String(row[0]))
  return soldReceipt(envelope, payload) ?? undefined
}

function toLease([
  id,
  account,
  epoch,
  receiptId,
  granted,
  spent,
  returned,
  endsAt,
  state,
  version,
]: readonly Cell[]): HubLease {
  return {
    id: String(id),
    account: String(account),
    epoch: Number(epoch),
    receiptId: receiptId === null || receiptId === undefined ? null : String(receiptId),
    granted: Number(granted),
    spent: Number(spent),
    returned: Number(returned),
    endsAt: Number(endsAt),
    state: state as HubLease['state'],
    version: Number(version),
  }
}

function toReceipt(
  receiptId: string,
  [epoch, total, refunded, right, version]: readonly Cell[],
): OwnReceipt {
  return {
    receiptId,
    epoch: Number(epoch),
    total: total === null ? null : Number(total),
    refunded: Number(refunded),
    right: right as OwnReceipt['right'],
    version: Number(version),
  }
}
