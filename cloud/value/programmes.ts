import type { AccountKind, AccountTerms, OfflineRule } from '#shared/value/account.ts'
import { isVoucherAccount } from '#shared/value/account-id.ts'
import type { HotDatabase, HotRow } from '../db/hot.ts'

export interface Programme {
  readonly id: number
  /** Null = all companies of the group. */
  readonly companyId: number | null
  readonly code: string
  readonly name: string
  readonly terms: AccountTerms
  /** JSON of PointsSettings, CouponSettings or GiftCardSettings; null = HQ has set nothing. */
  readonly settings: string | null
}

/** Which programme an account id names and whose it is; undefined where no such programme is. */
export interface Programmes {
  of(accountId: string): Named | undefined
}

export interface Named {
  readonly programme: Programme
  /** Null: a coupon's or gift card's own account, whoever has its code. */
  readonly memberId: number | null
}

/** As the transaction sees them: read at the first question. */
export function readProgrammes(hot: HotDatabase): Programmes {
  const byCode = new Map<string, Programme | undefined>()
  const find = (code: string): Programme | undefined => {
    if (!byCode.has(code)) byCode.set(code, findProgramme(hot, code))
    return byCode.get(code)
  }
  return {
    of(accountId) {
      const [, code, holder = ''] = accountPattern.exec(accountId) ?? []
      const programme = code === undefined ? undefined : find(code)
      if (programme === undefined) return undefined
      if (!isVoucherAccount(accountId)) return { programme, memberId: Number(holder) }
      return isOfVouchers(programme) ? { programme, memberId: null } : undefined
    },
  }
}

/** The holder is a member's key, or a voucher's name: no bare number. */
export const accountPattern = /^([A-Z0-9]{1,12}):([0-9A-Za-z][0-9A-Za-z_.-]{0,66})$/

export function isOfVouchers({ terms: { kind } }: Programme): boolean {
  return kind === 'coupon' || kind === 'gift-card'
}

export function findProgramme(hot: HotDatabase, code: string): Programme | undefined {
  const row = hot.prepare(`${selectSql} WHERE code = ?`).get(code)
  return row && toProgramme(row)
}

export function listProgrammes(
  hot: HotDatabase,
  { after, rows }: { readonly after: number; readonly rows: number },
): Programme[] {
  return hot
    .prepare(`${selectSql} WHERE id > ? ORDER BY id LIMIT ?`)
    .all(after, rows)
    .map(toProgramme)
}

export function insertProgramme(
  hot: HotDatabase,
  programme: Omit<Programme, 'id' | 'settings'>,
): number {
  const { companyId, code, name, terms } = programme
  const { kind, unit, offline, mayOwe } = terms
  const row = hot.prepare(insertSql).get(companyId, code, name, kind, unit, offline, mayOwe ? 1 : 0)
  return Number(row?.[0])
}

/** Ids stay below the feed's `PROGRAMMES`. */
export const MAX_PROGRAMMES = 1023

/** Ids of the programmes in which the member has an account. */
export function heldProgrammes(hot: HotDatabase, memberId: number): ReadonlyMap<number, number> {
  const rows = hot
    .prepare('SELECT programme_id, balance, frozen FROM value_account WHERE member_id = ?')
    .all(memberId)
  return new Map(
    rows.map(([id, balance, frozen]) => [
      Number(id),
      frozen === 1 ? 0 : Math.max(0, Number(balance)),
    ]),
  )
}

export function setProgramme(hot: HotDatabase, code: string, settings: string): void {
  hot.prepare('UPDATE programme SET settings = ? WHERE code = ?').run(settings, code)
}

const selectSql = `SELECT id, company_id, code, name, kind, unit, offline, may_owe, settings
  FROM programme`
const insertSql = `INSERT INTO programme (company_id, code, name, kind, unit, offline, may_owe)
  VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`

function toProgramme(row: HotRow): Programme {
  const [id, companyId, code, name, kind, unit, offline, mayOwe, settings] = row
  const terms = {
    kind: String(kind) as AccountKind,
    unit: String(unit),
    offline: String(offline) as OfflineRule,
    mayOwe: mayOwe === 1,
  }
  return {
    id: Number(id),
    companyId: companyId === null || companyId === undefined ? null : Number(companyId),
    code: String(code),
    name: String(name),
    terms,
    settings: typeof settings === 'string' ? settings : null,
  }
}
