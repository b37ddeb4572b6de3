import type { JSX } from 'preact'
import type { PromotionInput } from '#shared/contracts/promotion-input.ts'
import type { FieldErrors } from '../forms/errors.ts'
import { NumberField } from '../forms/number-field.tsx'
import { without } from '../forms/without.ts'
import { t } from '../texts.ts'

interface LimitsFieldsProps {
  readonly value: PromotionInput['limits']
  readonly errors: FieldErrors
  readonly onChange: (value: PromotionInput['limits']) => void
}

const limits = ['maxAmount', 'timesPerOrder', 'couponsPerOrder'] as const

/** An empty limit is none. */
export function LimitsFields({ value, errors, onChange }: LimitsFieldsProps): JSX.Element {
  return (
    <div class="form-grid">
      {limits.map((limit) => (
        <NumberField
          key={limit}
          label={t(`console.promotion.limit.${limit}`)}
          name={`limits.${limit}`}
          decimals={limit === 'maxAmount' ? 2 : 0}
          value={value[limit] ?? Number.NaN}
          hint={t('console.promotion.limit.none')}
          error={errors.get(`limits.${limit}`)}
          onChange={(number) =>
            onChange(Number.isNaN(number) ? without(value, limit) : { ...value, [limit]: number })
          }
        />
      ))}
    </div>
  )
}
