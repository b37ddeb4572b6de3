import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { type Receipt, Saved } from '#shared/contracts/till.ts'
import { dayAndTime, money } from '../format.ts'
import { newId } from '../ids.ts'
import { problemOf } from '../notices.ts'
import { may } from '../session.ts'
import { closeSheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { TextField } from '../ui/text-field.tsx'
import { sending, sendUntilAnswered } from '../writes.ts'
import { ReceiptView } from './receipt-view.tsx'
import {
  at,
  findReceipts,
  hasMore,
  isCurrent,
  moreReceipts,
  moveTo,
  opened,
  problem,
  query,
  reopen,
  startSearch,
  summaries,
} from './receipts.ts'
import { canRefund } from './refund.ts'
import { RefundSheet } from './refund-sheet.tsx'
import './receipts.css'

const debounceMs = 250

export function ReceiptsSheet(): JSX.Element {
  // As it was opened: a scan meanwhile must not put another receipt in its place.
  const refunding = useSignal<Receipt | null>(null)
  const receipt = opened.value
  const chosen = useRef<HTMLLIElement>(null)
  useLayoutEffect(startSearch, [])
  useEffect(() => {
    const timer = setTimeout(() => void findReceipts(), query.value === '' ? 0 : debounceMs)
    return () => clearTimeout(timer)
  }, [query.value])
  useEffect(() => chosen.current?.scrollIntoView({ block: 'nearest' }), [at.value])

  const refundable = isCurrent.value && receipt !== null && canRefund(receipt) && may('refund')

  async function reprint(): Promise<void> {
    if (receipt === null || !isCurrent.value || sending.value !== null) return
    try {
      const path = `/receipts/${receipt.id}/reprint`
      await sendUntilAnswered(
        { kind: 'reprint', path, body: { id: newId() }, since: Date.now() },
        Saved,
      )
      await reopen()
    } catch (error) {
      problem.value = problemOf(error)
    }
  }

  function refund(): void {
    if (refundable) refunding.value = receipt
  }

  if (refunding.value !== null)
    return (
      <RefundSheet
        receipt={refunding.value}
        onBack={() => {
          refunding.value = null
          void reopen()
        }}
      />
    )

  return (
    <Sheet
      title={t('till.receipts')}
      width="1200px"
      look="receipts"
      onClose={closeSheet}
      keys={{
        ArrowDown: () => void moveTo(at.value + 1),
        ArrowUp: () => void moveTo(at.value - 1),
        PageDown: () => void moveTo(at.value + 8),
        PageUp: () => void moveTo(at.value - 8),
        F4: refund,
        F6: () => void reprint(),
      }}
      foot={
        <>
          <Button hint="F6" look="big" name="reprint" disabled={!isCurrent.value} onPress={reprint}>
            {t('till.receipt.reprint')}
          </Button>
          <Button
            hint="F4"
            look="big danger"
            name="refund"
            disabled={!refundable}
            title={may('refund') ? undefined : t('till.fix.right')}
            onPress={refund}
          >
            {t('till.refund')}
          </Button>
        </>
      }
    >
      <div class="receipts-grid">
        <div class="receipts-list">
          <TextField
            label={t('till.receipts.search')}
            value={query}
            name="receipt-search"
            autoFocus
            maxLength={300}
          />
          <ul role="listbox" aria-label={t('till.receipts')}>
            {summaries.value.map((summary, index) => (
              <li
                key={summary.id}
                ref={index === at.value ? chosen : null}
                role="option"
                aria-selected={index === at.value}
                onClick={() => void moveTo(index)}
              >
                <span class="row">
                  <strong class="figure">{summary.number}</strong>
                  <strong class={`figure ${summary.kind}`}>{money(summary.total)}</strong>
                </span>
                <span class="hint row">
                  <span>{dayAndTime(summary.at)}</span>
                  {summary.kind === 'refund' && <span>{t('till.refund')}</span>}
                </span>
              </li>
            ))}
          </ul>
          {summaries.value.length === 0 && <p class="hint">{t('till.receipts.none')}</p>}
          {hasMore.value && <Button onPress={moreReceipts}>{t('till.receipts.more')}</Button>}
        </div>
        <div class="receipt-side" aria-busy={!isCurrent.value && summaries.value.length > 0}>
          <ProblemBox problem={problem.value} />
          {receipt !== null && <ReceiptView receipt={receipt} />}
        </div>
      </div>
    </Sheet>
  )
}
