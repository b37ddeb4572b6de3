import type { JSX } from 'preact'
import type { PointsEarning } from '#shared/contracts/points-programme.ts'
import type { FieldErrors } from '../forms/errors.ts'
import { NumberField } from '../forms/number-field.tsx'
import { OptionalPart } from '../forms/optional-part.tsx'
import { RuleIdField } from '../forms/rule-id-field.tsx'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { CheckField, TextField } from '../ui/fields.tsx'
import { WorthFields } from './worth-fields.tsx'

type Percent = NonNullable<PointsEarning['percent']>

interface PercentFieldsProps {
  readonly value: Percent | null
  readonly errors: FieldErrors
  readonly onChange: (value: Percent | null) => void
}

const path = 'earning.percent'
const atFirst: Percent = {
  rate: 100,
  levels: [],
  ownRate: false,
  worth: { points: 1, amount: 100 },
  ruleId: 'PERCENT',
}

/** A share of the money paid, by level or by the member's own rate. */
export function PercentFields({ value, errors, onChange }: PercentFieldsProps): JSX.Element {
  return (
    <OptionalPart
      label={t('console.earning.percent')}
      name={path}
      on={value !== null}
      onToggle={(on) => onChange(on ? atFirst : null)}
    >
      {value !== null && (
        <>
          <NumberField
            label={t('console.earning.percent.rate')}
            name={`${path}.rate`}
            decimals={2}
            value={value.rate}
            error={errors.get(`${path}.rate`)}
            onChange={(rate) => onChange({ ...value, rate })}
          />
          <WorthFields
            path={`${path}.worth`}
            value={value.worth}
            errors={errors}
            onChange={(worth) => onChange({ ...value, worth })}
          />
          <RuleIdField
            path={path}
            value={value.ruleId}
            errors={errors}
            onChange={(ruleId) => onChange({ ...value, ruleId })}
          />
          <CheckField
            label={t('console.earning.percent.own')}
            name={`${path}.ownRate`}
            value={value.ownRate}
            onChange={(ownRate) => onChange({ ...value, ownRate })}
          />
          <Levels value={value} errors={errors} onChange={onChange} />
        </>
      )}
    </OptionalPart>
  )
}

function Levels({
  value,
  errors,
  onChange,
}: PercentFieldsProps & { readonly value: Percent }): JSX.Element {
  const { levels } = value
  const set = (place: number, part: Partial<Percent['levels'][number]>): void =>
    onChange({
      ...value,
      levels: levels.map((level, i) => (i === place ? { ...level, ...part } : level)),
    })
  return (
    <div class="rows">
      {levels.map((level, i) => (
        // Levels have no id; they stand in the order in which they were added.
        <div class="filter-row" key={i}>
          <TextField
            label={t('console.earning.percent.level')}
            name={`${path}.levels.${i}.level`}
            value={level.level}
            maxLength={40}
            error={errors.get(`${path}.levels.${i}.level`)}
            onChange={(text) => set(i, { level: text })}
          />
          <NumberField
            label={t('console.earning.percent.rate')}
            name={`${path}.levels.${i}.rate`}
            decimals={2}
            value={level.rate}
            error={errors.get(`${path}.levels.${i}.rate`)}
            onChange={(rate) => set(i, { rate })}
          />
          <Button
            look="small"
            onPress={() => onChange({ ...value, levels: levels.filter((_, place) => place !== i) })}
          >
            {t('console.form.take-away')}
          </Button>
        </div>
      ))}
      <Button
        look="small"
        name={`${path}.levels.add`}
        onPress={() => onChange({ ...value, levels: [...levels, { level: '', rate: Number.NaN }] })}
      >
        {t('console.earning.percent.level.add')}
      </Button>
    </div>
  )
}
