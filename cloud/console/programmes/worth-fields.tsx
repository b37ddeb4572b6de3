import type { JSX } from 'preact'
import type { PointsWorth } from '#shared/contracts/points-programme.ts'
import { sign } from '../format.ts'
import type { FieldErrors } from '../forms/errors.ts'
import { NumberField } from '../forms/number-field.tsx'
import { t } from '../texts.ts'

interface WorthFieldsProps {
  readonly path: string
  readonly value: PointsWorth
  readonly errors: FieldErrors
  readonly onChange: (value: PointsWorth) => void
}

/** So many points are worth so much money. */
export function WorthFields({ path, value, errors, onChange }: WorthFieldsProps): JSX.Element {
  return (
    <>
      <NumberField
        label={t('console.worth.points')}
        name={`${path}.points`}
        value={value.points}
        error={errors.get(`${path}.points`)}
        onChange={(points) => onChange({ ...value, points })}
      />
      <NumberField
        label={`${t('console.worth.amount')}, ${sign()}`}
        name={`${path}.amount`}
        decimals={2}
        value={value.amount}
        error={errors.get(`${path}.amount`)}
        onChange={(amount) => onChange({ ...value, amount })}
      />
    </>
  )
}
