import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Quote } from '#shared/contracts/basket.ts'
import type { Problem } from '#shared/contracts/problem.ts'
import {
  type TenderGiven,
  type TenderKind,
  TenderGiven as TenderShape,
} from '#shared/contracts/tender.ts'
import { draft } from '../basket/basket.ts'
import { freshQuote, quote, quoted } from '../basket/quote.ts'
import { isChanging } from '../basket/turns.ts'
import { memberNow, refreshMember } from '../customer/heard.ts'
import { parseMinor } from '../numbers.ts'
import { shift, status } from '../session.ts'
import { t } from '../texts.ts'
import { useNewest } from '../ui/use-newest.ts'
import { sending } from '../writes.ts'
import { coversSettled, coversSpent, reserve } from './covers.ts'
import { giftCard, giftCardBy, proposedFrom } from './gift-card.ts'
import { pointsIn, pointsTender } from './points-choice.ts'
import { closeSale } from './sale.ts'
import { refusalProblem } from './take-points.ts'
import { coverKey, givePointsBack, keepTenders, tendersTaken } from './taken.ts'
import { dueAfter, whyNot } from './tenders.ts'

/** What a payment knows and does; the screen is `pay.tsx`. */
export function usePayment() {
  const kind = useSignal<TenderKind>('cash')
  const text = useSignal('')
  const reference = useSignal('')
  const problem = useSignal<Problem | null>(null)
  const wrong = useSignal<string | null>(null)
  const changed = useSignal<{ readonly before: number; readonly quote: Quote } | null>(null)
  const waiting = useSignal(false)
  const finishing = useSignal(false)
  const lookups = useNewest()
  useEffect(() => {
    giftCard.value = null
    void freshQuote()
    void coversSettled().then(refreshMember)
  }, [])

  // Goods that were scanned before and are not in yet are to be paid, too.
  const shown = isChanging.value ? null : quote.value
  const priced = shown?.priced ?? quoted.value?.quote.priced ?? null
  const credit = memberNow()?.accounts.find((one) => one.kind === 'store-credit') ?? null
  // A member that was taken off the basket takes the credit along.
  const tenders = tendersTaken().filter((one) => one.kind !== 'store-credit' || credit !== null)
  const total = priced?.total ?? 0
  const cashRounding = status.value?.cashRounding ?? 1
  const restIsCash = kind.value === 'cash'
  const due = dueAfter(total - pointsTender(priced), tenders, { cashRounding, restIsCash })
  const paid = shown !== null && due.left === 0
  const busy = sending.value !== null || waiting.value || finishing.value

  // The catalogue moved, or goods: what points were to pay is not to be paid so any more.
  const refused = shown?.priced.pointsRefused
  useEffect(() => {
    if (refused === undefined || draft.value.points === null || waiting.value) return
    givePointsBack()
    problem.value = refusalProblem(refused)
  }, [refused])

  function keep(next: readonly TenderGiven[]): void {
    keepTenders(next)
    wrong.value = null
    problem.value = null
  }

  function choose(next: TenderKind): void {
    kind.value = next
    text.value = ''
    wrong.value = null
    focusAmount()
  }

  function add(minor: number): void {
    const tender = { kind: kind.value, given: minor, ...referenceOf(kind.value, reference.value) }
    const why = whyNot(kind.value, minor, due.left)
    const card = giftCard.value
    if (why !== null) wrong.value = t(`till.pay.wrong.${why}`)
    else if (kind.value === 'store-credit') void addValue({ kind: kind.value, given: minor })
    else if (kind.value === 'gift-card')
      void (card !== null && addValue({ kind: kind.value, given: minor, account: card.account }))
    else if (!TenderShape.safeParse(tender).success) wrong.value = t('till.pay.wrong.card-number')
    else {
      keep([...tenders, tender])
      text.value = ''
      reference.value = ''
      focusAmount()
    }
  }

  /** All of an account is one tender: the hub reserves it before money is taken for the rest. */
  async function addValue(tender: TenderGiven): Promise<void> {
    const key = coverKey(tender)
    const others = tenders.filter((one) => coverKey(one) !== key)
    const before = tenders.find((one) => coverKey(one) === key)?.given ?? 0
    const given = before + tender.given
    waiting.value = true
    const no = await reserve(key, coverFor({ ...tender, given }))
    waiting.value = false
    keep(no === null ? [...others, { ...tender, given }] : others)
    problem.value = no
    text.value = ''
    if (no === null) giftCard.value = null
    void refreshMember()
    focusAmount()
  }

  /** A card scanned while it is paid, or a code typed where one is asked for. */
  async function lookAtCard(code: string): Promise<void> {
    choose('gift-card')
    giftCard.value = null
    problem.value = null
    const isNewest = lookups()
    const found = await giftCardBy(code)
    if (!isNewest()) return
    if ('wrong' in found) wrong.value = found.wrong
    else if ('problem' in found) problem.value = found.problem
    else giftCard.value = found.card
    focusAmount()
  }

  function enter(): void {
    if (busy || shown === null) return
    const typed = text.value.trim()
    const card = giftCard.value
    const wantsCard = kind.value === 'gift-card' && card === null
    if (wantsCard && typed !== '') return void lookAtCard(typed)
    if (typed === '') {
      if (paid) void finish()
      else if (wantsCard) wrong.value = t('till.gift-card.code')
      else
        add(card !== null && kind.value === 'gift-card' ? proposedFrom(card, due.left) : due.left)
      return
    }
    const minor = parseMinor(typed)
    if (minor === null) wrong.value = t('till.wrong.amount')
    else add(minor)
  }

  async function finish(): Promise<void> {
    const open = shift.value
    if (!paid || busy || finishing.value || !open) return
    finishing.value = true
    try {
      await send(open.id)
    } finally {
      finishing.value = false
    }
  }

  async function send(shiftId: string): Promise<void> {
    const valid = await freshQuote()
    if (valid === null) return
    if (valid.priced.total !== total) {
      changed.value = { before: total, quote: valid }
      return
    }
    const outcome = await closeSale({ quote: valid, tenders, shiftId })
    if (outcome.outcome === 'refused') problem.value = withUnit(outcome.problem)
    else if (outcome.outcome === 'price-changed')
      changed.value = { before: total, quote: outcome.quote }
    else {
      coversSpent()
      keepTenders([])
    }
  }

  const fields = { kind, text, reference, problem, wrong, changed }
  const figures = { shown, priced, credit, tenders, total, due, paid, busy }
  return { ...fields, ...figures, keep, choose, add, enter, finish, lookAtCard }
}

/** Where it was the points that the hub would not take, it counts in points. */
function withUnit(problem: Problem): Problem {
  const { points } = draft.value
  const inPoints = points !== null && problem['asked'] === pointsIn(points.pay)
  return inPoints ? { ...problem, unit: 'points' } : problem
}

export type Payment = ReturnType<typeof usePayment>

function coverFor({ kind, given, account }: TenderGiven) {
  if (kind === 'gift-card' && account !== undefined)
    return { kind, account, amount: given } as const
  const { member } = draft.value
  if (member === null) throw new Error('store credit needs a member')
  return { kind: 'store-credit', memberId: member.id, amount: given } as const
}

function referenceOf(kind: TenderKind, text: string): { readonly reference?: string } {
  const reference = text.trim()
  return kind === 'card' && reference !== '' ? { reference } : {}
}

/** At once: a key that is pressed next may lead on to another field. */
export function focusAmount(): void {
  document.querySelector<HTMLInputElement>('dialog [data-name="amount"]')?.focus()
}
