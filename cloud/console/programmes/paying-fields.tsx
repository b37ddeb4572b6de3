import type { JSX } from 'preact'
import type { PointsPaying } from '#shared/contracts/points-programme.ts'
import { ConditionsFields } from '../forms/conditions-fields.tsx'
import type { FieldErrors } from '../forms/errors.ts'
import { NumberField } from '../forms/number-field.tsx'
import { OptionalPart } from '../forms/optional-part.tsx'
import { RuleIdField } from '../forms/rule-id-field.tsx'
import { t } from '../texts.ts'
import { CheckField, ChoiceField, TextField } from '../ui/fields.tsx'
import { PairsFields } from './pairs-fields.tsx'
import { WorthFields } from './worth-fields.tsx'

interface PayingFieldsProps {
  readonly value: PointsPaying | null
  readonly errors: FieldErrors
  readonly onChange: (value: PointsPaying | null) => void
}

const forms = ['discount-line', 'tender'] as const
const ways = ['rate', 'pairs'] as const
const worth = { points: 1, amount: 100 }
const atFirst: PointsPaying = {
  as: 'discount-line',
  code: '*POINTS*',
  by: { kind: 'rate', worth },
  maxShare: null,
  conditions: {},
  pin: false,
  ruleId: 'PAY',
}

export function PayingFields({ value, errors, onChange }: PayingFieldsProps): JSX.Element {
  return (
    <section class="card section">
      <h2>{t('console.paying')}</h2>
      <div class="part-list">
        <CheckField
          label={t('console.paying.on')}
          name="paying"
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
}: PayingFieldsProps & { readonly value: PointsPaying }): JSX.Element {
  const { by, maxShare } = value
  const change = (part: Partial<PointsPaying>): void => onChange({ ...value, ...part })
  return (
    <>
      <div class="form-grid">
        <ChoiceField
          label={t('console.paying.as')}
          name="paying.as"
          value={value.as}
          options={forms.map((each) => ({ value: each, text: t(`console.paying.as.${each}`) }))}
          onChange={(text) => change({ as: forms.find((each) => each === text) ?? value.as })}
        />
        <TextField
          label={t('console.paying.code')}
          name="paying.code"
          value={value.code}
          maxLength={40}
          error={errors.get('paying.code')}
          onChange={(code) => change({ code })}
        />
        <RuleIdField
          path="paying"
          value={value.ruleId}
          errors={errors}
          onChange={(ruleId) => change({ ruleId })}
        />
        <ChoiceField
          label={t('console.paying.by')}
          name="paying.by"
          value={by.kind}
          options={ways.map((each) => ({ value: each, text: t(`console.paying.by.${each}`) }))}
          onChange={(kind) =>
            change({
              by:
                kind === 'pairs'
                  ? { kind, pairs: [{ price: Number.NaN, points: Number.NaN }], mostPayments: 1 }
                  : { kind: 'rate', worth },
            })
          }
        />
        {by.kind === 'rate' && (
          <WorthFields
            path="paying.by.worth"
            value={by.worth}
            errors={errors}
            onChange={(next) => change({ by: { kind: 'rate', worth: next } })}
          />
        )}
      </div>
      {by.kind === 'pairs' && (
        <PairsFields value={by} errors={errors} onChange={(next) => change({ by: next })} />
      )}
      <OptionalPart
        label={t('console.paying.max-share')}
        name="paying.maxShare"
        on={maxShare !== null}
        onToggle={(on) => change({ maxShare: on ? 5000 : null })}
      >
        {maxShare !== null && (
          <NumberField
            label={t('console.paying.max-share.rate')}
            name="paying.maxShare.rate"
            decimals={2}
            value={maxShare}
            error={errors.get('paying.maxShare')}
            onChange={(rate) => change({ maxShare: rate })}
          />
        )}
      </OptionalPart>
      <CheckField
        label={t('console.paying.pin')}
        name="paying.pin"
        value={value.pin}
        onChange={(pin) => change({ pin })}
      />
      <ConditionsFields
        path="paying.conditions"
        value={value.conditions}
        errors={errors}
        onChange={(conditions) => change({ conditions })}
      />
    </>
  )
}
