import type { JSX } from 'preact'
import type { PricedLine } from '#shared/contracts/basket.ts'
import type { LoyaltyRefundCash, Tender } from '#shared/contracts/tender.ts'
import type { Receipt } from '#shared/contracts/till.ts'
import { multiplyDivide } from '#shared/domain/money.ts'
import { tendersOnPaper } from '#shared/domain/points/tenders-on-paper.ts'
import { dayAndTime, money, percent, points, quantity } from '../format.ts'
import { t } from '../texts.ts'
import { AmountRow } from '../ui/amount-row.tsx'
import { tailOfAccount } from '../vouchers/voucher-by.ts'
import { IssuedTakenView, IssuedView } from './issued-view.tsx'
import { LoyaltyView } from './loyalty-view.tsx'
import { PrintState } from './print-state.tsx'

/** A receipt as it was saved, line by line, with what was given back since. */
export function ReceiptView({ receipt }: { readonly receipt: Receipt }): JSX.Element {
  const { priced, settlement } = receipt
  const { tenders, cashForPoints } = tendersOnPaper(settlement)
  const byPoints = priced.points?.as === 'discount-line' ? priced.points.amount : 0
  return (
    <article class="receipt" aria-label={receipt.number} data-name="receipt">
      <header>
        <h3 class="figure">{receipt.number}</h3>
        <p class="hint">
          {dayAndTime(receipt.at)} · {receipt.till} · {receipt.cashier}
        </p>
        {receipt.originalNumber !== null && (
          <p class="notice warn">
            {t('till.receipt.refund-of', { number: receipt.originalNumber })}
          </p>
        )}
        {receipt.soldAt !== null && (
          <p class="notice warn" data-name="sold-at">
            {t('till.refund.sold-at', { store: `${receipt.soldAt.code} ${receipt.soldAt.name}` })}
          </p>
        )}
        {(receipt.cover === 'pending-credit' || receipt.cover === 'trust') && (
          <p class="notice">{t(`till.refund.${receipt.cover}`)}</p>
        )}
        {receipt.customer !== null && (
          <p>
            {receipt.customer.name} · {receipt.customer.taxNumber}
          </p>
        )}
        {receipt.partner !== undefined && (
          <p data-name="receipt-partner">
            {t('till.partner.sent-by', { name: receipt.partner.name })}
          </p>
        )}
        <PrintState receiptId={receipt.id} known={receipt.print} />
      </header>
      <ol class="receipt-lines">
        {priced.lines.map((line) => (
          <ReceiptLine
            key={line.id}
            line={line}
            isRefund={receipt.kind === 'refund'}
            refunded={receipt.refunded[line.id] ?? 0}
          />
        ))}
      </ol>
      <dl class="amounts">
        {priced.discountTotal !== byPoints && (
          <AmountRow label={t('till.total.discounts')} minor={byPoints - priced.discountTotal} />
        )}
        {byPoints !== 0 && (
          <AmountRow
            label={`${priced.points?.code} ${points(priced.points?.points ?? 0)}`}
            minor={-byPoints}
          />
        )}
        {priced.taxes.map((tax) => (
          <AmountRow
            key={tax.vatGroupId}
            label={t('till.total.vat-of', { name: tax.name, rate: percent(tax.vatRate) })}
            minor={tax.vat + tax.cityTax}
          />
        ))}
        <AmountRow label={t('till.total')} minor={priced.total} look="strong" />
        {tenders.map((tender, at) => (
          <AmountRow key={at} label={tenderWords(tender)} minor={tender.given} />
        ))}
        {cashForPoints.map((cash) => (
          <AmountRow key="points" label={cashWords(cash)} minor={-cash.amount} />
        ))}
        {settlement.rounding !== 0 && (
          <AmountRow label={t('till.pay.rounding')} minor={settlement.rounding} />
        )}
        {settlement.change !== 0 && (
          <AmountRow label={t('till.change')} minor={settlement.change} />
        )}
      </dl>
      {receipt.pointsPaidOut !== undefined && (
        <p class="hint">
          {t('till.receipt.points-paid-out', { amount: money(receipt.pointsPaidOut) })}
        </p>
      )}
      <LoyaltyView loyalty={receipt.loyalty ?? []} />
      <IssuedView issued={receipt.issued ?? []} />
      <IssuedTakenView taken={receipt.issuedTaken ?? []} />
    </article>
  )
}

export function cashWords(cash: LoyaltyRefundCash): string {
  return t('till.tender.cash-for-points', { points: points(cash.points) })
}

/** A gift card by the end of its account, a card payment by its slip. */
function tenderWords({ kind, reference, account }: Tender): string {
  const card = kind === 'gift-card' && account !== undefined ? `…${tailOfAccount(account)}` : ''
  return [t(`till.tender.${kind}`), card, reference].filter(Boolean).join(' ')
}

function ReceiptLine(props: {
  readonly line: PricedLine
  readonly isRefund: boolean
  readonly refunded: number
}): JSX.Element {
  const { line, refunded } = props
  const taken = line.discounts.reduce((sum, discount) => sum + Math.abs(discount.amount), 0)
  const isDifference = line.kind === 'difference'
  const card = line.account === undefined ? '' : ` …${tailOfAccount(line.account)}`
  // A surcharge has the sign of its product's line, a discount the other (requirements 001-1).
  const isSurcharge = line.quantity > 0 !== props.isRefund
  const word = isSurcharge ? 'till.line.surcharge' : 'till.line.difference'
  return (
    <li class={isDifference ? 'difference' : ''}>
      <span class="row">
        <span>{isDifference ? t(word, { product: line.name }) : `${line.name}${card}`}</span>
        <span class="figure">
          {money(multiplyDivide(line.unitPrice, line.quantity, 1000, 'halfUp'))}
        </span>
      </span>
      <span class="hint">
        {quantity(line.quantity)} × {money(line.unitPrice)}
        {taken > 0 && ` · ${t('till.line.discount')} ${money(-taken)}`}
        {refunded > 0 && (
          <b class="given-back"> · {t('till.receipt.given-back', { n: quantity(refunded) })}</b>
        )}
      </span>
    </li>
  )
}
