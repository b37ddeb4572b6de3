import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { PointsOffer } from '#shared/contracts/points.ts'
import { quoted, quoteProblem } from '../basket/quote.ts'
import { Accounts } from '../customer/accounts.tsx'
import { amount, money } from '../format.ts'
import { isTyping } from '../keys.ts'
import { status } from '../session.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { Keypad } from '../ui/keypad.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Said } from '../ui/said.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { TextField } from '../ui/text-field.tsx'
import { scannedVoucher } from '../vouchers/scanned.ts'
import { Available } from './available.tsx'
import { giftCard, proposedFrom } from './gift-card.ts'
import { GiftCardPanel } from './gift-card-panel.tsx'
import { Kinds } from './kinds.tsx'
import { PointsSheet } from './points-sheet.tsx'
import { PriceChanged } from './price-changed.tsx'
import { givePointsBack, keepTenders, leavePayment } from './taken.ts'
import { TenderList } from './tender-list.tsx'
import { quickAmounts } from './tenders.ts'
import { type Payment, usePayment } from './use-payment.ts'
import './pay.css'

/** F3: everything that can pay together. */
export function Pay(): JSX.Element {
  const payment = usePayment()
  const { kind, problem, changed, shown, priced, credit, tenders, total, due, paid, busy } = payment
  const withPoints = useSignal(false)
  // While a new quote is on its way the last one's stand.
  const offers = (shown ?? quoted.value?.quote)?.pointsOffers ?? []
  useEffect(() => {
    if (scannedVoucher.value === null) return
    const code = scannedVoucher.value
    scannedVoucher.value = null
    if (!busy && !withPoints.value) void payment.lookAtCard(code)
  }, [scannedVoucher.value])

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
          keepTenders([])
          leavePayment()
        }}
      />
    )
  if (withPoints.value && offers.length > 0)
    return (
      <PointsSheet
        offers={offers}
        due={due.left}
        onClose={() => {
          withPoints.value = false
        }}
      />
    )

  function openPoints(): void {
    if (busy || offers.length === 0) return
    problem.value = null
    withPoints.value = true
  }

  return (
    <Sheet
      title={t('till.pay')}
      width="1080px"
      look="pay"
      onClose={busy ? undefined : leavePayment}
      keys={{
        F2: () => payment.choose('cash'),
        F3: () => void payment.finish(),
        F4: () => payment.choose('card'),
        F6: () => payment.choose('cash-on-delivery'),
        F7: () => credit !== null && payment.choose('store-credit'),
        F8: () => payment.choose('gift-card'),
        F12: openPoints,
        Backspace: (event) => !isTyping(event) && !busy && takeBackLast(payment),
        Enter: (event) => (event.target instanceof HTMLButtonElement ? false : payment.enter()),
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
          <Holdings payment={payment} offers={offers} />
          <TenderList
            paidByPoints={priced?.points ?? null}
            tenders={tenders}
            rounding={due.rounding}
            onRemove={(at) => !busy && payment.keep(tenders.filter((_, other) => other !== at))}
            onPointsBack={() => !busy && givePointsBack()}
          />
          <ProblemBox problem={problem.value ?? quoteProblem.value} />
          <Said />
        </div>
        <div class="pay-right">
          <Kinds
            chosen={kind.value}
            hasCredit={credit !== null}
            hasPoints={offers.length > 0}
            onChoose={payment.choose}
            onPoints={openPoints}
          />
          <AmountField payment={payment} />
          <div class="pay-actions">
            <Button
              hint="Enter"
              look="big"
              disabled={paid || shown === null}
              onPress={payment.enter}
            >
              {t('till.pay.add')}
            </Button>
            <Button
              hint={paid ? 'Enter' : 'F3'}
              look="big primary"
              name="finish"
              disabled={!paid || busy}
              onPress={payment.finish}
            >
              {t('till.pay.finish')}
            </Button>
          </div>
        </div>
      </div>
    </Sheet>
  )
}

/** The last tender; when there is none, the points. */
function takeBackLast({ tenders, keep }: Payment): void {
  if (tenders.length > 0) keep(tenders.slice(0, -1))
  else givePointsBack()
}

interface HoldingsProps {
  readonly payment: Payment
  readonly offers: readonly PointsOffer[]
}

/** What the loaded card could pay; of what pays next, all that is known. */
function Holdings({ payment, offers }: HoldingsProps): JSX.Element {
  const { kind, credit, priced } = payment
  if (kind.value === 'gift-card' && giftCard.value !== null)
    return <GiftCardPanel card={giftCard.value} />
  if (kind.value === 'store-credit' && credit !== null)
    return (
      <div class="credit" data-name="credit">
        <Accounts accounts={[credit]} of="member" />
      </div>
    )
  const others = offers.filter(({ programme }) => programme !== priced?.points?.programme)
  return <Available offers={others} credit={credit} />
}

/** One field for whatever comes next: an amount, or the code of a gift card. */
function AmountField({ payment }: { readonly payment: Payment }): JSX.Element {
  const { kind, text, reference, wrong, due, paid, add } = payment
  const card = giftCard.value
  const wantsCard = kind.value === 'gift-card' && card === null
  const proposed =
    kind.value === 'gift-card' && card !== null ? proposedFrom(card, due.left) : due.left
  return (
    <>
      <TextField
        label={t(wantsCard ? 'till.gift-card.code' : 'till.pay.amount')}
        value={text}
        look={wantsCard ? 'big code' : 'big amount'}
        name="amount"
        inputMode={wantsCard ? 'text' : 'decimal'}
        autoFocus
        maxLength={wantsCard ? 60 : 14}
        invalid={wrong.value !== null}
        placeholder={wantsCard ? '' : amount(proposed)}
      />
      <p class="pay-wrong" role="alert">
        {wrong.value}
      </p>
      <div class="pay-extra">
        {kind.value === 'gift-card' && <p class="hint">{t('till.gift-card.code.how')}</p>}
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
    </>
  )
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
