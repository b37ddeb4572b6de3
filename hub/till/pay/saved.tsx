import type { JSX } from 'preact'
import type { Receipt } from '#shared/contracts/till.ts'
import { tendersOnPaper } from '#shared/domain/points/tenders-on-paper.ts'
import { money } from '../format.ts'
import { IssuedTakenView, IssuedView } from '../receipts/issued-view.tsx'
import { LoyaltyNews } from '../receipts/loyalty-view.tsx'
import { givenBack } from '../receipts/points-in-cash.ts'
import { PrintState } from '../receipts/print-state.tsx'
import { cashWords } from '../receipts/receipt-view.tsx'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { Said } from '../ui/said.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { justSaved } from './sale.ts'

/** Saved on the hub's disk: the change, huge, until the next customer or the next scan. */
export function SavedSheet({ receipt }: { readonly receipt: Receipt }): JSX.Element {
  function next(): void {
    justSaved.value = null
  }
  const isRefund = receipt.kind === 'refund'
  const { change } = receipt.settlement
  const { tenders, cashForPoints } = tendersOnPaper(receipt.settlement)
  return (
    <Sheet
      title={t(isRefund ? 'till.saved.refund' : 'till.saved')}
      width="820px"
      look="saved"
      onClose={next}
      keys={{ Enter: next }}
      foot={
        <Button hint="Enter" look="big primary" autoFocus onPress={next}>
          {t('till.saved.next')}
        </Button>
      }
    >
      <div class="saved-body" role="status" data-name="saved">
        <p class="saved-label">{t(isRefund ? 'till.refund.give' : 'till.change')}</p>
        <p class="saved-change figure" data-name="change">
          {money(isRefund ? givenBack(receipt) : change)}
        </p>
        <dl class="saved-parts">
          <div>
            <dt>{t('till.total.due')}</dt>
            <dd class="figure">{money(receipt.priced.total)}</dd>
          </div>
          {tenders.map((tender, at) => (
            <div key={at}>
              <dt>{t(`till.tender.${tender.kind}`)}</dt>
              <dd class="figure">{money(tender.given)}</dd>
            </div>
          ))}
          {cashForPoints.map((cash) => (
            <div key="points" data-name="cash-for-points">
              <dt>{cashWords(cash)}</dt>
              <dd class="figure">{money(-cash.amount)}</dd>
            </div>
          ))}
          <div>
            <dt>{t('till.receipt.number')}</dt>
            <dd class="figure" data-name="receipt-number">
              {receipt.number}
            </dd>
          </div>
        </dl>
        <LoyaltyNews loyalty={receipt.loyalty ?? []} />
        <IssuedView issued={receipt.issued ?? []} />
        <IssuedTakenView taken={receipt.issuedTaken ?? []} />
        <PrintState receiptId={receipt.id} known={receipt.print} />
        <Said />
      </div>
    </Sheet>
  )
}
