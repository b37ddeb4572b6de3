import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useLayoutEffect } from 'preact/hooks'
import type { PointsChoice, PointsOffer } from '#shared/contracts/points.ts'
import { amount, money, points } from '../format.ts'
import { parseMinor } from '../numbers.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { Keypad } from '../ui/keypad.tsx'
import { TextField } from '../ui/text-field.tsx'
import { pointsForAmount } from './points-choice.ts'

interface RateChoiceProps {
  readonly pay: PointsOffer['pay'] & { readonly kind: 'rate' }
  readonly busy: boolean
  readonly onChoose: (pay: PointsChoice['pay']) => unknown
}

/** An amount by the rate; Enter alone takes the most that may be paid. */
export function RateChoice({ pay, busy, onChoose }: RateChoiceProps): JSX.Element {
  const text = useSignal('')
  /** What was typed when Enter was refused; another amount is another try. */
  const refused = useSignal<string | null>(null)
  const { best, worth } = pay
  const typed = text.value.trim() === '' ? best.amount : parseMinor(text.value)
  const takes = typed === null ? null : pointsForAmount(typed, worth)
  const isTooMuch = takes !== null && takes.amount > best.amount
  const isWrong = isTooMuch || refused.value === text.value

  // After the PIN the dialog is open already, so it does not look for its first field again.
  useLayoutEffect(() => {
    document.querySelector<HTMLInputElement>('[data-name="points-amount"]')?.focus()
  }, [])

  function take(): void {
    if (takes === null || takes.points === 0 || isTooMuch) refused.value = text.value
    else if (!busy) onChoose({ kind: 'points', points: takes.points })
  }

  const hint = isWrong
    ? t('till.points.wrong', { amount: money(best.amount) })
    : t('till.points.uses', {
        points: points(takes?.points ?? 0),
        amount: money(takes?.amount ?? 0),
      })
  return (
    <>
      <TextField
        label={t('till.points.amount', { amount: money(best.amount) })}
        value={text}
        look="big amount"
        name="points-amount"
        inputMode="decimal"
        maxLength={14}
        placeholder={amount(best.amount)}
        invalid={isWrong}
        hint={hint}
        autoFocus
        onEnter={take}
      />
      <Keypad value={text} />
      <Button hint="Enter" look="big primary" name="points-take" disabled={busy} onPress={take}>
        {t('till.points.take')}
      </Button>
    </>
  )
}
