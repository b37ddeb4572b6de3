import type { JSX } from 'preact'
import type { PointsPair, PointsPaying } from '#shared/contracts/points-programme.ts'
import { sign } from '../format.ts'
import type { FieldErrors } from '../forms/errors.ts'
import { NumberField } from '../forms/number-field.tsx'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'

type Pairs = Extract<PointsPaying['by'], { kind: 'pairs' }>

interface PairsFieldsProps {
  readonly value: Pairs
  readonly errors: FieldErrors
  readonly onChange: (value: Pairs) => void
}

const pairsMax = 20

/** What amount may be paid with how many points. */
export function PairsFields({ value, errors, onChange }: PairsFieldsProps): JSX.Element {
  const { pairs } = value
  const set = (place: number, part: Partial<PointsPair>): void =>
    onChange({
      ...value,
      pairs: pairs.map((pair, i) => (i === place ? { ...pair, ...part } : pair)),
    })
  return (
    <div class="rows">
      {pairs.map((pair, i) => (
        // Pairs have no id; they stand in the order in which they were added.
        <div class="filter-row" key={i}>
          <NumberField
            label={`${t('console.paying.pair.price')}, ${sign()}`}
            name={`paying.by.pairs.${i}.price`}
            decimals={2}
            value={pair.price}
            error={errors.get(`paying.by.pairs.${i}.price`)}
            onChange={(price) => set(i, { price })}
          />
          <NumberField
            label={t('console.paying.pair.points')}
            name={`paying.by.pairs.${i}.points`}
            value={pair.points}
            error={errors.get(`paying.by.pairs.${i}.points`)}
            onChange={(points) => set(i, { points })}
          />
          <Button
            look="small"
            onPress={() => onChange({ ...value, pairs: pairs.filter((_, place) => place !== i) })}
          >
            {t('console.form.take-away')}
          </Button>
        </div>
      ))}
      {pairs.length < pairsMax && (
        <Button
          look="small"
          name="paying.by.pairs.add"
          onPress={() =>
            onChange({ ...value, pairs: [...pairs, { price: Number.NaN, points: Number.NaN }] })
          }
        >
          {t('console.paying.pair.add')}
        </Button>
      )}
      <div class="form-grid">
        <NumberField
          label={t('console.paying.pair.most')}
          name="paying.by.mostPayments"
          value={value.mostPayments}
          error={errors.get('paying.by.mostPayments')}
          onChange={(mostPayments) => onChange({ ...value, mostPayments })}
        />
      </div>
    </div>
  )
}
