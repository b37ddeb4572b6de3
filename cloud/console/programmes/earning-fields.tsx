import type { JSX } from 'preact'
import type { PointsEarning } from '#shared/contracts/points-programme.ts'
import { sign } from '../format.ts'
import { ConditionsFields } from '../forms/conditions-fields.tsx'
import type { FieldErrors } from '../forms/errors.ts'
import { NumberField } from '../forms/number-field.tsx'
import { OptionalPart } from '../forms/optional-part.tsx'
import { RuleIdField } from '../forms/rule-id-field.tsx'
import { timeZone } from '../session.ts'
import { t } from '../texts.ts'
import { CheckField, ChoiceField } from '../ui/fields.tsx'
import { PercentFields } from './percent-fields.tsx'

interface EarningFieldsProps {
  readonly value: PointsEarning | null
  readonly errors: FieldErrors
  readonly onChange: (value: PointsEarning | null) => void
}

const methods = ['total', 'items', 'both'] as const
const atFirst: PointsEarning = {
  method: 'total',
  total: { points: 1, perAmount: 100_000, ruleId: 'TOTAL' },
  percent: null,
  expiry: null,
  conditions: {},
}

export function EarningFields({ value, errors, onChange }: EarningFieldsProps): JSX.Element {
  return (
    <section class="card section">
      <h2>{t('console.earning')}</h2>
      <div class="part-list">
        <CheckField
          label={t('console.earning.on')}
          name="earning"
          value={value !== null}
          onChange={(on) => onChange(on ? atFirst : null)}
        />
        {value !== null && <Fields value={value} errors={errors} onChange={onChange} />}
      </div>
    </section>
  )
}

function Fields({
  value,
  errors,
  onChange,
}: EarningFieldsProps & { readonly value: PointsEarning }): JSX.Element {
  const { method, total, percent, expiry } = value
  const change = (part: Partial<PointsEarning>): void => onChange({ ...value, ...part })
  return (
    <>
      <div class="form-grid">
        <ChoiceField
          label={t('console.earning.method')}
          name="earning.method"
          value={method}
          options={methods.map((each) => ({
            value: each,
            text: t(`console.earning.method.${each}`),
          }))}
          onChange={(text) => change({ method: methods.find((each) => each === text) ?? method })}
        />
      </div>
      {errors.has('earning.total') && (
        <p class="field-error" data-error="earning.total">
          {errors.get('earning.total')}
        </p>
      )}
      {method !== 'items' && (
        <>
          <OptionalPart
            label={t('console.earning.total')}
            name="earning.total"
            on={total !== null}
            onToggle={(on) => change({ total: on ? atFirst.total : null })}
          >
            {total !== null && (
              <>
                <NumberField
                  label={t('console.earning.total.points')}
                  name="earning.total.points"
                  value={total.points}
                  error={errors.get('earning.total.points')}
                  onChange={(points) => change({ total: { ...total, points } })}
                />
                <NumberField
                  label={`${t('console.earning.total.per')}, ${sign()}`}
                  name="earning.total.perAmount"
                  decimals={2}
                  value={total.perAmount}
                  error={errors.get('earning.total.perAmount')}
                  onChange={(perAmount) => change({ total: { ...total, perAmount } })}
                />
                <RuleIdField
                  path="earning.total"
                  value={total.ruleId}
                  errors={errors}
                  onChange={(ruleId) => change({ total: { ...total, ruleId } })}
                />
              </>
            )}
          </OptionalPart>
          <PercentFields
            value={percent}
            errors={errors}
            onChange={(next) => change({ percent: next })}
          />
        </>
      )}
      <OptionalPart
        label={t('console.earning.expiry')}
        name="earning.expiry"
        on={expiry !== null}
        onToggle={(on) => change({ expiry: on ? { months: 12, timeZone: timeZone.value } : null })}
      >
        {expiry !== null && (
          <NumberField
            label={t('console.earning.expiry.months')}
            name="earning.expiry.months"
            value={expiry.months}
            error={errors.get('earning.expiry.months')}
            onChange={(months) => change({ expiry: { ...expiry, months } })}
          />
        )}
      </OptionalPart>
      <ConditionsFields
        path="earning.conditions"
        value={value.conditions}
        errors={errors}
        onChange={(conditions) => change({ conditions })}
      />
    </>
  )
}
