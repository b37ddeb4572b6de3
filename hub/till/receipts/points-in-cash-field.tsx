import type { Signal } from '@preact/signals'
import type { JSX } from 'preact'
import { money, points } from '../format.ts'
import { parseMinor } from '../numbers.ts'
import { t } from '../texts.ts'
import { TextField } from '../ui/text-field.tsx'
import type { PointsInCash } from './points-in-cash.ts'

interface PointsInCashFieldProps {
  readonly of: PointsInCash
  readonly value: Signal<string>
}

/** Minor units; null if nothing of the kind can be paid out. */
export function cashWanted(of: PointsInCash, text: string): number | null {
  if (text.trim() === '') return 0
  const wanted = parseMinor(text)
  return wanted !== null && of.isPayable(wanted) ? wanted : null
}

/** `loyalty_refund_cash`: how much of the points goes out as money, and what is left to. */
export function PointsInCashField({ of, value }: PointsInCashFieldProps): JSX.Element {
  const { paid, cap, paidOut, most } = of
  const wanted = cashWanted(of, value.value)
  const kept = wanted === null ? 0 : of.pointsFor(wanted)
  const hints = [
    t('till.refund.points-in-cash.paid', { paid: money(paid), most: money(most) }),
    ...(cap === null
      ? []
      : [t('till.refund.points-in-cash.cap', { cap: money(cap), out: money(paidOut) })]),
    ...(kept > 0 ? [t('till.refund.points-in-cash.kept', { points: points(kept) })] : []),
  ]
  return (
    <div class="points-in-cash">
      <TextField
        label={t('till.refund.points-in-cash')}
        value={value}
        name="points-in-cash"
        inputMode="decimal"
        maxLength={20}
        placeholder="0"
        invalid={wanted === null}
        hint={
          wanted === null ? t('till.refund.points-in-cash.wrong', { most: money(most) }) : undefined
        }
      />
      <ul class="hint" data-name="points-in-cash-words">
        {hints.map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </div>
  )
}
