import { signal } from '@preact/signals'
import type { JSX } from 'preact'
import type { Shift } from '#shared/contracts/till.ts'
import { dayAndTime } from '../format.ts'
import { t } from '../texts.ts'
import { AmountRow } from '../ui/amount-row.tsx'

/** The shift closed last at this till, shown until the next one opens. */
export const closedShift = signal<Shift | null>(null)

export function ShiftFigures({ shift }: { readonly shift: Shift }): JSX.Element {
  return (
    <>
      <p class="hint">
        {shift.cashier} · {dayAndTime(shift.openedAt)}
        {shift.closedAt !== null && ` – ${dayAndTime(shift.closedAt)}`}
      </p>
      <p>{t('till.shift.counts', { receipts: shift.receipts, refunds: shift.refunds })}</p>
      <dl class="amounts">
        {shift.tenders.map((tender) => (
          <AmountRow
            key={tender.kind}
            label={t(`till.tender.${tender.kind}`)}
            minor={tender.amount}
          />
        ))}
        <AmountRow label={t('till.shift.opening-cash')} minor={shift.openingCash} />
        <AmountRow label={t('till.shift.expected-cash')} minor={shift.expectedCash} look="strong" />
        {shift.countedCash !== null && (
          <AmountRow label={t('till.shift.counted-cash')} minor={shift.countedCash} />
        )}
        {shift.difference !== null && (
          <AmountRow
            label={t(differenceWord(shift.difference))}
            minor={shift.difference}
            look={shift.difference === 0 ? 'strong' : 'strong differs'}
          />
        )}
      </dl>
    </>
  )
}

function differenceWord(difference: number) {
  if (difference === 0) return 'till.shift.difference.none'
  return difference > 0 ? 'till.shift.difference.over' : 'till.shift.difference.short'
}
