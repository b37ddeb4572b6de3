import { signal, useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Quote } from '#shared/contracts/basket.ts'
import type { Problem } from '#shared/contracts/problem.ts'
import type { TenderGiven, TenderKind } from '#shared/contracts/tender.ts'
import { TenderGiven as TenderShape } from '#shared/contracts/tender.ts'
import { draft } from '../basket/basket.ts'
import { freshQuote, quote, quoteProblem } from '../basket/quote.ts'
import { Accounts } from '../customer/accounts.tsx'
import { amount, money } from '../format.ts'
import { isTyping } from '../keys.ts'
import { parseMinor } from '../numbers.ts'
import { shift, status } from '../session.ts'
import { closeSheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { Keypad } from '../ui/keypad.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { TextField } from '../ui/text-field.tsx'
import { sending } from '../writes.ts'
import { creditOf, letGoOfCredit, refreshCredit, reserveCredit } from './credit.ts'
import { PriceChanged } from './price-changed.tsx'
import { closeSale } from './sale.ts'
import { TenderList } from './tender-list.tsx'
import { dueAfter, quickAmounts, whyNot } from './tenders.ts'
import './pay.css'

/** Tenders of the open sale, so that Esc and back does not lose them. */
const taken = signal<{ readonly saleId: string; readonly tenders: readonly TenderGiven[] }>({
  saleId: '',
  tenders: [],
})

const kinds = [
  { kind: 'cash', hint: 'F2' },
  { kind: 'card', hint: 'F4' },
  { kind: 'cash-on-delivery', hint: 'F6' },
  { kind: 'store-credit', hint: 'F7' },
] as const satisfies readonly { kind: TenderKind; hint: string }[]

export function Pay(): JSX.Element {
  const kind = useSignal<TenderKind>('cash')
  const text = useSignal('')
  const reference = useSignal('')
  const problem = useSignal<Problem | null>(null)
  const wrong = useSignal<string | null>(null)
  const changed = useSignal<{ readonly before: number; readonly quote: Quote } | null>(null)
  const shown = quote.value
  useEffect(() => {
    void freshQuote()
    void refreshCredit()
  }, [])

  const credit = creditOf()
  const waiting = useSignal(false)
  const tenders = (taken.value.saleId === draft.value.saleId ? taken.value.tenders : []).filter(
    // A member that was taken off the basket takes the credit along.
    ({ kind: of }) => of !== 'store-credit' || credit !== null,
  )
  const total = shown?.priced.total ?? 0
  const cashRounding = status.value?.cashRounding ?? 1
  const due = dueAfter(total, tenders, { cashRounding, restIsCash: kind.value === 'cash' })
  const paid = shown !== null && due.left === 0
  const busy = sending.value !== null || waiting.value

  function keep(next: readonly TenderGiven[]): void {
    const had = tenders.some(({ kind: of }) => of === 'store-credit')
    if (had && next.every(({ kind: of }) => of !== 'store-credit')) void letGoOfCredit()
    taken.value = { saleId: draft.value.saleId, tenders: next }
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
    if (why !== null) wrong.value = t(`till.pay.wrong.${why}`)
    else if (kind.value === 'store-credit') void addCredit(minor)
    else if (!TenderShape.safeParse(tender).success) wrong.value = t('till.pay.wrong.card-number')
    else {
      keep([...tenders, tender])
      text.value = ''
      reference.value = ''
      focusAmount()
    }
  }

  /** All of it is one tender: the hub reserves it before money is taken for the rest. */
  async function addCredit(minor: number): Promise<void> {
    const before = tenders.find(({ kind: of }) => of === 'store-credit')?.given ?? 0
    const others = tenders.filter(({ kind: of }) => of !== 'store-credit')
    const given = before + minor
    waiting.value = true
    const refused = await reserveCredit(given)
    waiting.value = false
    if (refused === null) {
      keep([...others, { kind: 'store-credit', given }])
      text.value = ''
    } else {
      keep(others)
      problem.value = refused
    }
    void refreshCredit()
    focusAmount()
  }

  function enter(): void {
    if (busy || shown === null) return
    if (text.value.trim() === '') {
      if (paid) void finish()
      else add(due.left)
      return
    }
    const minor = parseMinor(text.value)
    if (minor === null) wrong.value = t('till.wrong.amount')
    else add(minor)
  }

  async function finish(): Promise<void> {
    const open = shift.value
    if (!paid || busy || shown === null || !open) return
    const valid = await freshQuote()
    if (valid === null) return
    if (valid.priced.total !== total) {
      changed.value = { before: total, quote: valid }
      return
    }
    const outcome = await closeSale({ quote: valid, tenders, shiftId: open.id })
    if (outcome.outcome === 'refused') problem.value = outcome.problem
    else if (outcome.outcome === 'price-changed')
      changed.value = { before: total, quote: outcome.quote }
    else taken.value = { saleId: '', tenders: [] }
  }

  if (changed.value !== null)
    return (
      <PriceChanged
        before={changed.value.before}
        after={changed.value.quote.priced.total}
        onAccept={() => {
          // Tenders stay: with more to pay the rest is asked for, with less the change grows.
          changed.value = null
        }}
        onBack={() => {
          keep([])
          closeSheet()
        }}
      />
    )

  return (
    <Sheet
      title={t('till.pay')}
      width="1080px"
      look="pay"
      onClose={busy ? undefined : closeSheet}
      keys={{
        F2: () => choose('cash'),
        F3: () => void finish(),
        F4: () => choose('card'),
        F6: () => choose('cash-on-delivery'),
        F7: () => credit !== null && choose('store-credit'),
        Backspace: (event) => !isTyping(event) && keep(tenders.slice(0, -1)),
        Enter: (event) => (event.target instanceof HTMLButtonElement ? false : enter()),
      }}
    >
      <div class="pay-grid">
        <div class="pay-left">
          <dl class="pay-figures">
            <Figure label={t('till.total.due')} minor={total} name="due" />
            {due.change > 0 ? (
              <Figure label={t('till.change')} minor={due.change} name="change" look="change" />
            ) : (
              <Figure
                label={t('till.pay.left')}
                minor={due.left}
                name="left"
                look={paid ? 'settled' : 'left'}
              />
            )}
          </dl>
          <TenderList
            tenders={tenders}
            rounding={due.rounding}
            onRemove={(at) => keep(tenders.filter((_, other) => other !== at))}
          />
          <ProblemBox problem={problem.value ?? quoteProblem.value} />
        </div>
        <div class="pay-right">
          <div class="kinds" role="group" aria-label={t('till.pay.kind')}>
            {kinds.filter(isOffered).map((one) => (
              <Button
                key={one.kind}
                hint={one.hint}
                look={`big ${kind.value === one.kind ? 'chosen' : ''}`}
                pressed={kind.value === one.kind}
                name={one.kind}
                onPress={() => choose(one.kind)}
              >
                {t(`till.tender.${one.kind}`)}
              </Button>
            ))}
          </div>
          <TextField
            label={t('till.pay.amount')}
            value={text}
            look="big amount"
            name="amount"
            inputMode="decimal"
            autoFocus
            maxLength={14}
            invalid={wrong.value !== null}
            placeholder={amount(due.left)}
          />
          <p class="pay-wrong" role="alert">
            {wrong.value}
          </p>
          <div class="pay-extra">
            {kind.value === 'store-credit' && credit !== null && (
              <div class="credit" data-name="credit">
                <Accounts accounts={[credit]} />
              </div>
            )}
            {kind.value === 'card' && (
              <TextField
                label={t('till.pay.slip')}
                value={reference}
                name="slip"
                maxLength={40}
                hint={t('till.pay.slip.hint')}
              />
            )}
            {kind.value === 'cash' && !paid && (
              <div class="quick" role="group" aria-label={t('till.pay.quick')}>
                <Button onPress={() => add(due.left)}>{t('till.pay.exact')}</Button>
                {quickAmounts(due.left, status.value?.currency ?? 'MNT').map((minor) => (
                  <Button key={minor} onPress={() => add(minor)}>
                    {amount(minor)}
                  </Button>
                ))}
              </div>
            )}
          </div>
          <Keypad value={text} />
          <div class="pay-actions">
            <Button hint="Enter" look="big" disabled={paid || shown === null} onPress={enter}>
              {t('till.pay.add')}
            </Button>
            <Button
              hint={paid ? 'Enter' : 'F3'}
              look="big primary"
              name="finish"
              disabled={!paid || busy}
              onPress={finish}
            >
              {t('till.pay.finish')}
            </Button>
          </div>
        </div>
      </div>
    </Sheet>
  )
}

/** Store credit only where the basket's member has some. */
function isOffered({ kind }: (typeof kinds)[number]): boolean {
  return kind !== 'store-credit' || creditOf() !== null
}

function Figure(props: {
  readonly label: string
  readonly minor: number
  readonly name: string
  readonly look?: string
}): JSX.Element {
  return (
    <div class={`pay-figure ${props.look ?? ''}`}>
      <dt>{props.label}</dt>
      <dd class="figure" data-name={props.name}>
        {money(props.minor)}
      </dd>
    </div>
  )
}

function referenceOf(kind: TenderKind, text: string): { readonly reference?: string } {
  const reference = text.trim()
  return kind === 'card' && reference !== '' ? { reference } : {}
}

function focusAmount(): void {
  document.querySelector<HTMLInputElement>('[data-name="amount"]')?.focus()
}
