import { and, asc, eq, getTableColumns, gt, inArray, isNull, like, or, type SQL } from 'drizzle-orm'
import type { Db } from '../db/open.ts'
import type { PartnerRole } from './inputs.ts'
import type { PageAt } from './page.ts'
import { notFound } from './read-company.ts'
import { escaped } from './read-products.ts'
import { company, member, memberKey, partner } from './schema.ts'
import { searchText } from './search-text.ts'

export interface PartnerFilter {
  readonly text?: string | undefined
  readonly role?: PartnerRole | undefined
  readonly taxNumber?: string | undefined
}

export async function listPartners(
  db: Db,
  companyId: number,
  { afterId, rows, text = '', role, taxNumber }: PageAt & PartnerFilter,
) {
  const roleColumn = role && roleColumns[role]
  return await selectPartners(db, companyId, {
    rows,
    condition: and(
      gt(partner.id, afterId),
      roleColumn && eq(roleColumn, true),
      taxNumber === undefined ? undefined : eq(partner.taxNumber, taxNumber),
      ...searchText(text)
        .split(/\s+/)
        .slice(0, 8)
        .map((word) => like(partner.search, `%${escaped(word)}%`)),
    ),
  })
}

export async function getPartner(db: Db, companyId: number, code: string) {
  const rows = await selectPartners(db, companyId, { rows: 2, condition: eq(partner.code, code) })
  // The company's own goes before one that the group shares.
  return rows.find((row) => !row.shared) ?? rows[0] ?? notFound('partner', code)
}

const roleColumns = {
  customer: partner.isCustomer,
  supplier: partner.isSupplier,
  manufacturer: partner.isManufacturer,
} as const satisfies Record<PartnerRole, unknown>

async function selectPartners(
  db: Db,
  companyId: number,
  { rows, condition }: { readonly rows: number; readonly condition: SQL | undefined },
) {
  const found = await db
    .select()
    .from(partner)
    .where(and(or(eq(partner.companyId, companyId), isNull(partner.companyId)), condition))
    .orderBy(asc(partner.id))
    .limit(rows)
    .all()
  return found.map((row) => ({ ...row, shared: row.companyId === null }))
}

export interface MemberFilter {
  readonly text?: string | undefined
  /** Normalised. */
  readonly phone?: string | undefined
  readonly card?: string | undefined
}

export async function listMembers(
  db: Db,
  { afterId, rows, text = '', phone, card }: PageAt & MemberFilter,
) {
  const byKey = (kind: 'phone' | 'card', value: string) => {
    const isKey = and(eq(memberKey.value, value), eq(memberKey.kind, kind))
    const owners = db.select({ id: memberKey.memberId }).from(memberKey)
    return inArray(member.id, owners.where(and(isKey, eq(memberKey.active, true))))
  }
  return await selectMembers(db, {
    rows,
    condition: and(
      gt(member.id, afterId),
      phone === undefined ? undefined : byKey('phone', phone),
      card === undefined ? undefined : byKey('card', card),
      ...searchText(text)
        .split(/\s+/)
        .slice(0, 8)
        .map((word) => (word === '' ? undefined : like(member.search, `%${escaped(word)}%`))),
    ),
  })
}

export async function getMember(db: Db, code: string) {
  const [row] = await selectMembers(db, { rows: 1, condition: eq(member.code, code) })
  return row ?? notFound('member', code)
}

async function selectMembers(
  db: Db,
  { rows, condition }: { readonly rows: number; readonly condition: SQL | undefined },
) {
  const found = await db
    .select({
      ...getTableColumns(member),
      partner: partner.code,
      affiliateCompany: company.code,
    })
    .from(member)
    .leftJoin(partner, eq(partner.id, member.partnerId))
    .leftJoin(company, eq(company.id, member.affiliateCompanyId))
    .where(condition)
    .orderBy(asc(member.id))
    .limit(rows)
    .all()
  const isCard = and(eq(memberKey.kind, 'card'), eq(memberKey.active, true))
  const cards = await db
    .select({ memberId: memberKey.memberId, value: memberKey.value })
    .from(memberKey)
    .where(
      and(
        isCard,
        inArray(
          memberKey.memberId,
          found.map((row) => row.id),
        ),
      ),
    )
    .orderBy(asc(memberKey.id))
    .all()
  return found.map((row) => ({
    ...row,
    cards: cards.filter((card) => card.memberId === row.id).map((card) => card.value),
    groups: JSON.parse(row.groups) as unknown,
    cardPairs: JSON.parse(row.cardPairs ?? '{}') as unknown,
  }))
}
