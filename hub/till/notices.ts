import { signal } from '@preact/signals'
import { PartnerRefused } from '#shared/contracts/affiliate.ts'
import type { Problem } from '#shared/contracts/problem.ts'
import { Hindrance, NotRefundable, NotSpendable, Right } from '#shared/contracts/till.ts'
import { Trouble } from '#shared/contracts/trouble.ts'
import { NotLoadable } from '#shared/contracts/voucher.ts'
import { NoAnswer, Refusal } from './api.ts'
import { money, points, time } from './format.ts'
import { hubLostSince } from './session.ts'
import { t } from './texts.ts'

export interface Notice {
  readonly tone: 'good' | 'info' | 'warn' | 'danger'
  readonly title: string
  readonly detail: string
}

/** One line under the entry field: what happened last, until the next thing happens. */
export const notice = signal<Notice | null>(null)

const goodNewsMs = 4000

/** Good news goes away by itself; what went wrong stays until something else is done. */
export function say(tone: Notice['tone'], title: string, detail = ''): void {
  const said = { tone, title, detail }
  notice.value = said
  if (tone === 'good')
    setTimeout(() => {
      if (notice.peek() === said) clearNotice()
    }, goodNewsMs)
}

export function clearNotice(): void {
  notice.value = null
}

/** Anything that went wrong with a request, as words; a bug goes on to the console. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) return error.problem
  if (error instanceof NoAnswer) {
    hubLostSince.value ??= Date.now()
    const title = t('till.problem.no-answer')
    return { type: 'about:blank', title, status: 503, detail: t('till.problem.no-answer.detail') }
  }
  throw error
}

/** The problem's own words, then what to do about it. */
export function wordsOf(problem: Problem): { readonly detail: string; readonly fix: string } {
  const trouble = Trouble.safeParse(problem['trouble'])
  if (trouble.success) return troubleWords(trouble.data)
  const value = NotSpendable.safeParse(problem)
  if (value.success) return valueWords(value.data, problem['unit'] === 'points' ? points : money)
  const load = NotLoadable.safeParse(problem)
  if (load.success) return loadWords(load.data)
  const partner = PartnerRefused.safeParse(problem)
  if (partner.success) {
    return {
      detail: t(`till.partner.not.${partner.data.reason}`),
      fix: t('till.partner.remove'),
    }
  }
  const refund = NotRefundable.safeParse(problem)
  if (refund.success) return refundWords(refund.data)
  if (problem['elsewhere'] === true) {
    const isSilent = problem['offline'] === true
    const detail = t(isSilent ? 'till.refund.not-sold-here' : 'till.refund.not-found')
    return { detail, fix: t('till.refund.try-again') }
  }
  return { detail: detailOf(problem), fix: fixOf(problem) }
}

/** Why value cannot be spent as asked, how much can, and when it will work. */
export function valueWords(
  { hindrance, asked, spendable, until }: NotSpendable,
  inUnit: (amount: number) => string,
): { readonly detail: string; readonly fix: string } {
  const why = t(`till.value.${hindrance}`)
  if (hindrance === 'pin-locked' && until !== undefined)
    return { detail: why, fix: t('till.value.pin-locked.until', { at: time(until) }) }
  if (hindrance.startsWith('pin-')) return { detail: why, fix: t('till.value.pin.fix') }
  // No money is that little: it is the one unit of a coupon.
  if (asked === 1 && inUnit === money)
    return { detail: `${t('till.coupon.cannot-now')} ${why}`, fix: t('till.coupon.remove-it') }
  const much = t('till.value.refused', { asked: inUnit(asked), spendable: inUnit(spendable) })
  return { detail: `${much} ${why}`, fix: t('till.value.pay-otherwise') }
}

/** Why a line's gift card or coupon is not sold or loaded here now. */
function loadWords({ hindrance, limit }: NotLoadable) {
  const detail = t(`till.load.not.${hindrance}`, { limit: money(limit ?? 0) })
  return { detail, fix: t('till.load.fix') }
}

/** A newer hub's word that this page does not know stands as it is. */
export function hindranceWords(hindrance: string | null): string | null {
  if (hindrance === null) return null
  const known = Hindrance.safeParse(hindrance)
  return known.success ? t(`till.value.${known.data}`) : hindrance
}

/** Why a receipt is not given back here now, and what may be done instead. */
function refundWords({ hindrance, asked, asCredit }: NotRefundable) {
  const much = t('till.refund.refused', { asked: money(asked) })
  const detail = `${much} ${t(`till.refund.${hindrance}`)}`
  if (asCredit) return { detail, fix: t('till.refund.as-credit') }
  const again = hindrance === 'too-much' ? 'till.refund.look-again' : 'till.refund.try-again'
  return { detail, fix: t(hindrance === 'no-account' ? 'till.refund.member.wanted' : again) }
}

/** What is wrong with the hub's box, in the till's language. */
export function troubleWords({ code, values }: Trouble): {
  readonly detail: string
  readonly fix: string
} {
  return { detail: t(`trouble.${code}`, values), fix: t(`trouble.${code}.fix`, values) }
}

/** What a cashier meets every day is said in the till's language; the rest in the hub's words. */
function detailOf(problem: Problem): string {
  if (typeof problem['triesLeft'] === 'number')
    return t('till.problem.wrong-pin', { n: problem['triesLeft'] })
  if (typeof problem['lockedUntil'] === 'number')
    return t('till.problem.locked', { at: time(problem['lockedUntil']) })
  const right = Right.safeParse(problem['right'])
  if (right.success) return t(`till.right.${right.data}`)
  const fields = problem.errors?.map((error) => `${error.field}: ${error.message}`) ?? []
  const said = [problem.detail || problem.title, ...fields].filter(isNew).join(' · ')
  return said.charAt(0).toUpperCase() + said.slice(1)
}

/** Drops a field whose message the detail has said already. */
function isNew(text: string, at: number, all: readonly string[]): boolean {
  return at === 0 || !text.endsWith(`: ${all[0]}`)
}

function fixOf(problem: Problem): string {
  switch (problem.status) {
    case 401:
      return t('till.fix.sign-in')
    case 403:
      if ('triesLeft' in problem) return t('till.fix.sign-in')
      return t('lockedUntil' in problem ? 'till.fix.wait' : 'till.fix.right')
    case 404:
      return t('till.fix.not-found')
    case 409:
      return t('till.fix.conflict')
    case 429:
      return t('till.fix.wait')
    case 503:
      return t(problem.type === 'about:blank' ? 'till.fix.hub' : 'till.fix.wait')
    default:
      return t('till.fix.check')
  }
}

export function sayProblem(error: unknown): void {
  const { detail, fix } = wordsOf(problemOf(error))
  say('danger', detail, fix)
}
