import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { sign } from '../format.ts'
import { NumberField } from '../forms/number-field.tsx'
import { t } from '../texts.ts'
import { ChoiceField } from '../ui/fields.tsx'
import { OrderSheet } from '../ui/order-sheet.tsx'
import { PointsInCashView } from './policies.ts'

interface PointsInCashSheetProps {
  readonly path: string
  /** Null: no limit. */
  readonly cap: number | null
  readonly onDone: () => void
  readonly onClose: () => void
}

const modes = ['off', 'up-to', 'no-limit'] as const
type Mode = (typeof modes)[number]

/** Changes how much a refund may pay out in cash for points; stores hear of it at once. */
export function PointsInCashSheet(props: PointsInCashSheetProps): JSX.Element {
  const { path, cap, onDone, onClose } = props
  const [mode, setMode] = useState<Mode>(modeOf(cap))
  const [amount, setAmount] = useState(cap === null || cap === 0 ? Number.NaN : cap)
  const isGood = mode !== 'up-to' || (amount > 0 && amount <= 1e12)
  return (
    <OrderSheet
      title={t('console.points-in-cash')}
      verb={t('console.form.save')}
      name="points-in-cash"
      look="primary"
      method="PUT"
      path={path}
      asks={{ cap: { off: 0, 'up-to': amount, 'no-limit': null }[mode] }}
      answer={PointsInCashView}
      isGood={isGood}
      onDone={onDone}
      onClose={onClose}
    >
      {(told) => (
        <>
          <ChoiceField
            label={t('console.points-in-cash.mode')}
            name="points-in-cash-mode"
            value={mode}
            options={modes.map((value) => ({ value, text: t(`console.points-in-cash.${value}`) }))}
            onChange={(chosen) => setMode(modes.find((each) => each === chosen) ?? mode)}
          />
          {mode === 'up-to' && (
            <NumberField
              label={`${t('console.points-in-cash.cap')}, ${sign()}`}
              name="cap"
              decimals={2}
              value={amount}
              hint={t('console.points-in-cash.hint')}
              error={told.get('cap') ?? (isGood ? undefined : t('console.form.fill-in'))}
              onChange={setAmount}
            />
          )}
        </>
      )}
    </OrderSheet>
  )
}

function modeOf(cap: number | null): Mode {
  if (cap === null) return 'no-limit'
  return cap === 0 ? 'off' : 'up-to'
}
