import { computed, effect, signal } from '@preact/signals'
import { type PricedBasket, Quote } from '#shared/contracts/basket.ts'
import type { Problem } from '#shared/contracts/problem.ts'
import { call, NoAnswer, Refusal } from '../api.ts'
import { money } from '../format.ts'
import { onLive } from '../live.ts'
import { say } from '../notices.ts'
import { coversSettled } from '../pay/covers.ts'
import { clockOffset, hubLostSince } from '../session.ts'
import { sheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { draft } from './basket.ts'
import { basketOf, type Draft } from './draft.ts'

const debounceMs = 90
const retryMs = 1500

/** The last price the hub gave, and the draft it was given for. */
export const quoted = signal<{ readonly of: Draft; readonly quote: Quote } | null>(null)
export const quoteProblem = signal<Problem | null>(null)
/** Totals the customer may rely on: the quote of exactly this basket. */
export const quote = computed(() =>
  quoted.value !== null && quoted.value.of === draft.value ? quoted.value.quote : null,
)
export const priced = computed<PricedBasket | null>(() =>
  draft.value.lines.length === 0 ? null : (quoted.value?.quote.priced ?? null),
)

let timer: ReturnType<typeof setTimeout> | undefined
/** Questions so far, and the newest of them that was answered: an older answer is no news. */
let asked = 0
let answered = 0

/** Keeps a quote of the open basket while it changes and when the catalogue does. */
export function startQuotes(): void {
  effect(() => {
    const wanted = draft.value
    clearTimeout(timer)
    if (wanted.lines.length === 0) {
      quoted.value = null
      quoteProblem.value = null
    } else if (quoted.peek()?.of !== wanted) timer = setTimeout(() => void ask(wanted), debounceMs)
  })
  onLive((event) => {
    // While it is being paid the total stands still: the hub honours its quote.
    const mayChange = draft.peek().lines.length > 0 && sheet.peek() !== 'pay'
    if (event.kind === 'catalogue.changed' && mayChange) void ask(draft.peek())
  })
}

/** A quote that the hub still honours for a while; null if the hub refuses or does not answer. */
export async function freshQuote(): Promise<Quote | null> {
  const enoughMs = 60_000
  const known = quote.peek()
  if (known !== null && known.expiresAt - enoughMs > Date.now() + clockOffset.peek()) return known
  clearTimeout(timer)
  await ask(draft.peek())
  return quote.peek()
}

async function ask(wanted: Draft): Promise<void> {
  const body = basketOf(wanted)
  if (body === null) return
  asked += 1
  const mine = asked
  try {
    // What was let go of may pay again: it counts in what points may pay.
    await coversSettled()
    const answer = await call({ method: 'POST', path: '/quotes', body, answer: Quote })
    if (draft.peek() !== wanted || mine < answered) return
    answered = mine
    sayIfChanged(wanted, answer)
    quoted.value = { of: wanted, quote: answer }
    quoteProblem.value = null
  } catch (problem) {
    if (draft.peek() !== wanted || mine < answered) return
    if (problem instanceof Refusal) quoteProblem.value = problem.problem
    else if (problem instanceof NoAnswer) {
      hubLostSince.value ??= Date.now()
      timer = setTimeout(() => void ask(wanted), retryMs)
    } else throw problem
  }
}

/** Nobody touched the basket, yet it costs something else: the cashier hears of it at once. */
function sayIfChanged(wanted: Draft, answer: Quote): void {
  const before = quoted.peek()
  if (before === null || before.of !== wanted) return
  const [old, now] = [before.quote.priced.total, answer.priced.total]
  if (old !== now) say('warn', t('till.price-changed'), `${money(old)} → ${money(now)}`)
}
