import { Failure } from '#shared/domain/failure.ts'
import { valueAccountId } from '#shared/value/account-id.ts'
import { isBrought, type OpeningBalance } from '#shared/value/bring-balances.ts'
import type { GroupDatabase } from '../db/open.ts'
import { bulkTable } from '../masterdata/bulk.ts'
import { checkPhone } from '../masterdata/phone-check.ts'
import { member, memberKey } from '../masterdata/schema.ts'
import { byCode, type Company, jsonList, type SaveScope } from '../masterdata/scope.ts'
import { type FieldProblem, rejected, type Verdict } from '../masterdata/verdict.ts'
import { booksOf } from './books-of.ts'
import type { BooksOf } from './command.ts'
import { type GivenBy, runCommand } from './commands.ts'
import { openLedger } from './ledger-store.ts'
import { findProgramme, isOfVouchers, type Programme } from './programmes.ts'

/** What a member brings along from before. */
export interface BalanceDraft {
  readonly programme: string
  /** Who it is: the first of these that is given. */
  readonly member: string
  readonly card: string
  readonly phone: string
  /** As written: a decimal number of money or points. */
  readonly amount: string
  readonly endsAt: number | null
  /** Names it for ever: the same again is the same balance. */
  readonly reference: string
  readonly given: GivenBy
  /** By `withBooks`. */
  readonly of?: OpenProgramme | FieldProblem
}

export interface OpenProgramme {
  readonly programme: Programme
  readonly books: BooksOf | null
}

/** What is wrong with a programme for this kind of file. */
export type ProgrammeJudge = (
  programme: Programme,
) => { readonly reason: string; readonly fix: string } | null

export const holdsBalances: ProgrammeJudge = (programme) =>
  isOfVouchers(programme)
    ? {
        reason: `is a programme of ${programme.terms.kind}`,
        fix: 'import its codes and what is in them as vouchers',
      }
    : null

/** Which books each line is posted to, asked once a programme that `isFor` takes. */
export async function withBooks<
  Draft extends { readonly programme: string; readonly given: GivenBy },
>(
  group: GroupDatabase,
  company: Company,
  drafts: readonly Draft[],
  isFor: ProgrammeJudge,
): Promise<(Draft & { readonly of?: OpenProgramme | FieldProblem })[]> {
  const byProgramme = new Map<string, OpenProgramme | FieldProblem>()
  for (const { programme, given } of drafts) {
    if (byProgramme.has(programme)) continue
    byProgramme.set(
      programme,
      await openProgramme(group, company, { code: programme, at: given.at, isFor }),
    )
  }
  return drafts.map((draft) => {
    const of = byProgramme.get(draft.programme)
    return of === undefined ? draft : { ...draft, of }
  })
}

async function openProgramme(
  group: GroupDatabase,
  company: Company,
  {
    code,
    at,
    isFor,
  }: { readonly code: string; readonly at: number; readonly isFor: ProgrammeJudge },
): Promise<OpenProgramme | FieldProblem> {
  const bad = (reason: string, fix: string) => ({ column: 'programme', value: code, reason, fix })
  const programme = findProgramme(group.readHot(), code)
  if (programme === undefined || (programme.companyId ?? company.id) !== company.id) {
    return bad(`is not a programme of ${company.code}`, 'open it first or correct its code')
  }
  const wrong = isFor(programme)
  if (wrong !== null) return bad(wrong.reason, wrong.fix)
  try {
    return { programme, books: await booksOf(group, programme, { companyId: company.id, at }) }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return bad(error.message, 'import it for the company whose money it is')
  }
}

const members = bulkTable(member)
const memberKeys = bulkTable(memberKey)

/** The lines that are new are one command a programme in the log of HQ: a rebuild has them again. */
export function saveBalances(scope: SaveScope, drafts: readonly BalanceDraft[]): Verdict[] {
  const { hot } = scope
  const [first] = drafts
  if (first === undefined) return []
  const { given } = first
  const memberOf = openMembers(scope, drafts)
  const ledger = openLedger(hot, { appliedSeq: 0, at: 0, origin: null })
  const newOnes = new Map<OpenProgramme, OpeningBalance[]>()
  const verdicts = drafts.map((draft): Verdict => {
    const { of, reference, endsAt } = draft
    if (of === undefined) throw new Error(`programme ${draft.programme} was not looked up`)
    const who = memberOf(draft)
    const problems = 'column' in of ? [of] : []
    if (typeof who !== 'number') problems.push(who)
    const amount = 'column' in of ? 0 : unitsOf(draft.amount, of.programme)
    if (typeof amount !== 'number') problems.push(amount)
    if ('column' in of || typeof who !== 'number' || typeof amount !== 'number') {
      return rejected(...problems)
    }
    const id = `opening:${draft.programme}:${reference}`
    const balance = { id, account: valueAccountId(draft.programme, who), amount, endsAt }
    try {
      if (isBrought(ledger, balance)) return { outcome: 'unchanged', id: who }
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'conflict') throw error
      const reason = 'was loaded before with another content'
      const fix = 'take a new reference, or put the balance right by a correction'
      return rejected({ column: 'reference', value: reference, reason, fix })
    }
    const others = newOnes.get(of)
    if (others === undefined) newOnes.set(of, [balance])
    else others.push(balance)
    return { outcome: 'created', id: who }
  })
  for (const [{ books }, balances] of newOnes) {
    runCommand(hot, { kind: 'bring-balances', balances, reason: 'opening balances', books }, given)
  }
  return verdicts
}

/** Points are whole; money has two decimals at most. */
function unitsOf(text: string, { terms }: Programme): number | FieldProblem {
  const [whole = '0', decimals = ''] = text.split(/[.,]/)
  const cents = Number(whole) * 100 + Number(decimals.padEnd(2, '0'))
  const bad = (reason: string, fix: string) => ({ column: 'amount', value: text, reason, fix })
  if (cents === 0) return bad('is nothing', 'leave the line out')
  if (terms.kind !== 'points') return cents
  return cents % 100 === 0 ? cents / 100 : bad('is not whole', 'points are whole numbers')
}

function openMembers(
  { hot, company }: SaveScope,
  drafts: readonly BalanceDraft[],
): (draft: BalanceDraft) => number | FieldProblem {
  const inList = 'IN (SELECT value FROM json_each(?))'
  const codes = jsonList(drafts.map((draft) => draft.member))
  const idByCode = byCode(members.select(hot, `code ${inList}`, codes))
  const phoneOf = ({ phone }: BalanceDraft) => {
    const checked = checkPhone(phone, company)
    return checked.outcome === 'good' ? checked.value : ''
  }
  const keys = [...drafts.map(({ card }) => card), ...drafts.map(phoneOf)]
  const found = memberKeys.select(hot, `value ${inList} AND active = 1`, jsonList(keys))
  const idByKey = new Map(found.map((row) => [`${row.kind}:${row.value}`, row.memberId]))
  return (draft) => {
    const { member: code, card, phone } = draft
    const bad = (column: string, value: string) => {
      const fix = 'import the member first or correct it'
      return { column, value, reason: 'is not a member’s', fix }
    }
    if (code !== '') return idByCode.get(code)?.id ?? bad('member', code)
    if (card !== '') return idByKey.get(`card:${card}`) ?? bad('card', card)
    return idByKey.get(`phone:${phoneOf(draft)}`) ?? bad('phone', phone)
  }
}
