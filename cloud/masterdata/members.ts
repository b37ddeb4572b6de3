import type { CardPairs } from '#shared/contracts/points-programme.ts'
import { Failure } from '#shared/domain/failure.ts'
import { findProgramme } from '../value/programmes.ts'
import { bulkTable, createBatch } from './bulk.ts'
import { defined } from './defined.ts'
import type { Draft, MemberInput } from './inputs.ts'
import { openMemberKeys } from './member-keys.ts'
import { checkPhone } from './phone-check.ts'
import { member } from './schema.ts'
import { byCode, jsonList, partnersByCode, type SaveScope } from './scope.ts'
import { searchText } from './search-text.ts'
import { type FieldProblem, rejected, type Verdict } from './verdict.ts'

export type MemberDraft = Draft<MemberInput>
export const members = bulkTable(member)

/** Members belong to the group; the company only says what a phone without a country means. */
export function saveMembers(scope: SaveScope, drafts: readonly MemberDraft[]): Verdict[] {
  const { hot, company, changes } = scope
  const codes = jsonList(drafts.map((draft) => draft.code))
  const known = byCode(members.select(hot, 'code IN (SELECT value FROM json_each(?))', codes))
  const partnerByCode = partnersByCode(
    scope,
    drafts.map((draft) => draft.partner),
  )
  const phones = drafts.map(({ phone }) =>
    phone === undefined ? undefined : checkPhone(phone, company),
  )
  const keys = openMemberKeys(scope, {
    phones: phones.flatMap((phone) => (phone?.outcome === 'good' ? [phone.value] : [])),
    cards: drafts.flatMap((draft) => draft.cards ?? []),
    affiliates: drafts.flatMap((draft) => draft.affiliateCode || []),
    memberIds: [...known.values()].map((row) => row.id),
  })
  const batch = createBatch(hot, members)

  const verdicts = drafts.map((draft, position): Verdict => {
    const { cards, partner, phone: _, level, groups, cardPairs, affiliateCompany, ...given } = draft
    const old = known.get(draft.code)
    const name = draft.name ?? old?.name
    const problems: FieldProblem[] = []
    if (name === undefined) {
      problems.push({ column: 'name', value: '', reason: 'is missing', fix: 'give the name' })
    }
    const phone = phones[position]
    if (phone?.outcome === 'bad') problems.push(phone.problem)
    else if (phone !== undefined && keys.isTaken('phone', phone.value, old?.id)) {
      problems.push(taken('phone', phone.value))
    }
    for (const card of cards ?? []) {
      if (keys.isTaken('card', card, old?.id)) problems.push(taken('cards', card))
    }
    const { affiliateCode } = draft
    if (affiliateCode && keys.isTaken('affiliate', affiliateCode, old?.id)) {
      problems.push(taken('affiliateCode', affiliateCode))
    }
    const affiliateCompanyId = affiliateCompany ? companyIdOf(scope, affiliateCompany) : null
    if (affiliateCompanyId === undefined) {
      const fix = 'name a company of the group by its code, or none for all'
      const reason = 'is not a company'
      problems.push({ column: 'affiliateCompany', value: affiliateCompany ?? '', reason, fix })
    }
    const partnerRow = partnerByCode.get(partner ?? '')
    if (partner && partnerRow === undefined) {
      const fix = 'import the partner first or correct the code'
      problems.push({ column: 'partner', value: partner, reason: 'is not a partner', fix })
    }
    for (const programme of Object.keys(cardPairs ?? {})) {
      if (findProgramme(hot, programme)?.terms.kind === 'points') continue
      const reason = 'is not a programme of points'
      const fix = 'open the programme first or correct the code'
      problems.push({ column: 'cardPairs', value: programme, reason, fix })
    }
    if (name === undefined || problems.length > 0) return rejected(...problems)

    const next = { ...(old ?? newMember), ...defined(given), code: draft.code, name }
    if (level !== undefined) next.level = level || null
    if (groups !== undefined) next.groups = JSON.stringify([...new Set(groups)].toSorted())
    if (cardPairs !== undefined) next.cardPairs = pairsText(cardPairs)
    if (phone?.outcome === 'good') next.phone = phone.value
    if (partner !== undefined) next.partnerId = partnerRow?.id ?? null
    if (affiliateCompany !== undefined) next.affiliateCompanyId = affiliateCompanyId ?? null
    next.search = searchText(next.code, name, next.phone)
    const { outcome, row } = batch.put(old, next)
    known.set(row.code, row)
    const hasNewCards = cards !== undefined && keys.set(row.id, 'card', cards)
    const hasNewPhone =
      phone?.outcome === 'good' && keys.set(row.id, 'phone', phone.value ? [phone.value] : [])
    const hasNewCode =
      affiliateCode !== undefined &&
      keys.set(row.id, 'affiliate', affiliateCode === '' ? [] : [affiliateCode])
    const isChanged = outcome !== 'unchanged' || hasNewCards || hasNewPhone || hasNewCode
    if (isChanged) changes.add(null, 'member', row.id)
    return { outcome: outcome === 'unchanged' && isChanged ? 'updated' : outcome, id: row.id }
  })
  batch.flush()
  keys.flush()
  return verdicts
}

const newMember = {
  phone: '',
  email: '',
  blocked: false,
  partnerId: null as number | null,
  acsId: '',
  search: '',
  level: null as string | null,
  groups: '[]',
  earnRate: null as number | null,
  cardPairs: null as string | null,
  affiliateCode: '',
  affiliateCompanyId: null as number | null,
  affiliateActive: true,
}

function companyIdOf({ hot }: SaveScope, code: string): number | undefined {
  const [id] = hot.prepare('SELECT id FROM company WHERE code = ?').get(code) ?? []
  return id === undefined ? undefined : Number(id)
}

function pairsText(pairs: CardPairs): string | null {
  const sorted = Object.entries(pairs).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return sorted.length === 0 ? null : JSON.stringify(Object.fromEntries(sorted))
}

function taken(column: string, value: string): FieldProblem {
  const fix = 'correct it or take it from the other member first'
  return { column, value, reason: 'already belongs to another member', fix }
}

/** Adds or takes away cards, seen from those the member has inside the same transaction. */
export function changeCards(
  scope: SaveScope,
  code: string,
  change: (cards: readonly string[]) => readonly string[],
): Verdict {
  const [row] = members.select(scope.hot, 'code = ?', code)
  if (row === undefined) throw new Failure('not-found', `member ${code} not found`)
  const keys = openMemberKeys(scope, { phones: [], cards: [], memberIds: [row.id] })
  const cards = [...change(keys.of(row.id, 'card'))]
  const [verdict] = saveMembers(scope, [{ code, cards }])
  if (verdict === undefined) throw new Error(`member ${code} was not judged`)
  return verdict
}
