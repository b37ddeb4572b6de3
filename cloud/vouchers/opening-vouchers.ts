import { jsonList, type SaveScope } from '../masterdata/scope.ts'
import type { FieldProblem, Verdict } from '../masterdata/verdict.ts'
import { rejected } from '../masterdata/verdict.ts'
import { type GivenBy, runCommand } from '../value/commands.ts'
import type { OpenProgramme, ProgrammeJudge } from '../value/opening-balances.ts'
import { couponSettingsOf, giftCardSettingsOf } from '../value/settings.ts'
import { vouchers } from './batches.ts'
import { type OldVoucher, oldVoucherAccount } from './bring-vouchers.ts'

/** A coupon or gift card of an older system; its code was turned into the key that finds it. */
export interface VoucherDraft extends OldVoucher {
  readonly programme: string
  /** As it is printed: only for the words about a bad line. */
  readonly code: string
  /** Money as written in the file; empty = none was. */
  readonly written: string
  readonly given: GivenBy
  /** By `withBooks`. */
  readonly of?: OpenProgramme | FieldProblem
}

export const holdsVouchers: ProgrammeJudge = (programme) => {
  const { kind } = programme.terms
  if (kind !== 'coupon' && kind !== 'gift-card') {
    const fix = 'name a programme of coupons or gift cards, or import balances'
    return { reason: `is a programme of ${kind}`, fix }
  }
  return (couponSettingsOf(programme) ?? giftCardSettingsOf(programme)) === null
    ? { reason: 'has no settings yet', fix: 'set what its vouchers are worth first' }
    : null
}

/** The lines that are new are one command a programme in the log of HQ: a rebuild has them again. */
export function saveVouchers({ hot }: SaveScope, drafts: readonly VoucherDraft[]): Verdict[] {
  const [first] = drafts
  if (first === undefined) return []
  const keys = jsonList(drafts.map(({ key }) => key))
  const known = vouchers.select(hot, 'key IN (SELECT value FROM json_each(?))', keys)
  const byKey = new Map(known.map((voucher) => [voucher.key, voucher]))
  const newOnes = new Map<OpenProgramme, VoucherDraft[]>()
  const verdicts = drafts.map((draft): Verdict => {
    const { of, programme, key, code } = draft
    if (of === undefined) throw new Error(`programme ${programme} was not looked up`)
    if ('column' in of) return rejected(of)
    const problem = amountProblem(draft, of)
    if (problem !== null) return rejected(problem)
    const account = oldVoucherAccount(programme, key)
    const there = byKey.get(key)
    if (there === undefined) {
      newOnes.set(of, [...(newOnes.get(of) ?? []), draft])
      return { outcome: 'created', id: 0 }
    }
    const [asked] = hot.prepare(askedSql).get(account) ?? []
    if (asked === contentOf(draft)) return { outcome: 'unchanged', id: there.id }
    const reason =
      asked === undefined
        ? 'is the code of another voucher'
        : 'was loaded before with another content'
    const fix = 'take the line out, or put the voucher right where it is'
    return rejected({ column: 'code', value: code, reason, fix })
  })
  for (const [of, all] of newOnes) bring(hot, of, all, first.given)
  return verdicts
}

function bring(
  hot: SaveScope['hot'],
  { programme, books }: OpenProgramme,
  drafts: readonly VoucherDraft[],
  given: GivenBy,
): void {
  const coupon = couponSettingsOf(programme)
  const { appliedSeq } = runCommand(
    hot,
    {
      kind: 'bring-vouchers',
      programme: programme.code,
      promotionId: coupon?.promotionId ?? null,
      faceValue: coupon?.faceValue ?? null,
      vouchers: drafts.map(({ key, state, amount, endsAt }) => {
        // A coupon that can be used has one unit; what it gives its promotion says.
        const units = coupon === null ? amount : Number(mayPay(state))
        return { key, state, amount: units, endsAt }
      }),
      reason: 'opening vouchers',
      books,
    },
    given,
  )
  for (const draft of drafts) {
    const id = oldVoucherAccount(programme.code, draft.key)
    hot.prepare(noteSql).run(id, appliedSeq ?? 0, contentOf(draft))
  }
}

/** What was asked for: a repeat says the same, whatever became of the voucher since. */
function contentOf({ state, amount, endsAt }: VoucherDraft): string {
  return JSON.stringify({ state, amount, endsAt })
}

function amountProblem(draft: VoucherDraft, { programme }: OpenProgramme): FieldProblem | null {
  const { state, written } = draft
  const isGiftCard = programme.terms.kind === 'gift-card'
  const bad = (reason: string, fix: string) => ({ column: 'amount', value: written, reason, fix })
  if (isGiftCard && mayPay(state)) {
    return written === '' ? bad('is missing', 'write what is left on the card, 0 if nothing') : null
  }
  if (written === '') return null
  return isGiftCard
    ? bad(`is not of a card that is ${state}`, 'leave it empty, or correct the state')
    : bad('is not of a coupon', 'leave it empty: its promotion says what it gives')
}

function mayPay(state: OldVoucher['state']): boolean {
  return state === 'sold' || state === 'issued'
}

const askedSql = 'SELECT asked FROM value_request WHERE id = ?'
const noteSql = "INSERT INTO value_request (id, applied_seq, asked, answer) VALUES (?, ?, ?, '{}')"
