import type { JSX } from 'preact'
import type { VoucherValidity } from '#shared/contracts/coupon-programme.ts'
import type { FieldErrors } from '../forms/errors.ts'
import { NumberField } from '../forms/number-field.tsx'
import { timeZone } from '../session.ts'
import { t } from '../texts.ts'
import { ChoiceField, DayField } from '../ui/fields.tsx'
import { startOfDay, toDay } from '../zoned-day.ts'

interface ValidityFieldsProps {
  readonly value: VoucherValidity | null
  readonly errors: FieldErrors
  readonly onChange: (value: VoucherValidity | null) => void
}

const kinds = ['never', 'months', 'days', 'until'] as const

/** How long a voucher is good for, from its sale or issue on. */
export function ValidityFields({ value, errors, onChange }: ValidityFieldsProps): JSX.Element {
  const zone = value !== null && 'timeZone' in value ? value.timeZone : timeZone.value
  const choose = (text: string): void => {
    const kind = kinds.find((each) => each === text) ?? 'never'
    if (kind === 'never') onChange(null)
    if (kind === 'months') onChange({ kind, months: 12, timeZone: zone })
    if (kind === 'days') onChange({ kind, days: 30, timeZone: zone })
    if (kind === 'until') onChange({ kind, endsAt: Number.NaN })
  }
  return (
    <>
      <ChoiceField
        label={t('console.validity')}
        name="validity"
        value={value?.kind ?? 'never'}
        options={kinds.map((kind) => ({ value: kind, text: t(`console.validity.${kind}`) }))}
        onChange={choose}
      />
      {value?.kind === 'months' && (
        <NumberField
          label={t('console.validity.months')}
          name="validity.months"
          value={value.months}
          error={errors.get('validity.months')}
          onChange={(months) => onChange({ ...value, months })}
        />
      )}
      {value?.kind === 'days' && (
        <NumberField
          label={t('console.validity.days')}
          name="validity.days"
          value={value.days}
          error={errors.get('validity.days')}
          onChange={(days) => onChange({ ...value, days })}
        />
      )}
      {value?.kind === 'until' && (
        <DayField
          label={t('console.conditions.until')}
          name="validity.endsAt"
          value={Number.isNaN(value.endsAt) ? '' : toDay(value.endsAt - 1, zone)}
          onChange={(day) =>
            onChange({ ...value, endsAt: day === '' ? Number.NaN : startOfDay(day, zone, 1) })
          }
        />
      )}
      {errors.has('validity.endsAt') && (
        <span class="field-error">{errors.get('validity.endsAt')}</span>
      )}
    </>
  )
}
