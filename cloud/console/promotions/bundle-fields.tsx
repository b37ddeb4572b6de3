import type { JSX } from 'preact'
import type { BundleSet, Reward } from '#shared/contracts/promotion.ts'
import { Chips } from '../forms/chips.tsx'
import type { FieldErrors } from '../forms/errors.ts'
import { NumberField } from '../forms/number-field.tsx'
import { ProductPicker, useProductNames } from '../forms/product-picker.tsx'
import { without } from '../forms/without.ts'
import { useCategories } from '../products/categories.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ChoiceField } from '../ui/fields.tsx'

type Bundle = Extract<Reward, { kind: 'bundle' }>

interface BundleFieldsProps {
  readonly value: Bundle
  readonly errors: FieldErrors
  readonly onChange: (value: Bundle) => void
}

/** Each set names goods and how many pieces of them a bundle takes. */
export function BundleFields({ value, errors, onChange }: BundleFieldsProps): JSX.Element {
  const { sets } = value
  return (
    <div class="rows">
      {sets.map((set, i) => (
        // Sets have no id; they stand in the order in which they were added.
        <SetFields
          key={i}
          place={i}
          set={set}
          errors={errors}
          onChange={(next) =>
            onChange({ ...value, sets: sets.map((each, place) => (place === i ? next : each)) })
          }
          onRemove={() => onChange({ ...value, sets: sets.filter((_, place) => place !== i) })}
        />
      ))}
      <Button look="small" onPress={() => onChange({ ...value, sets: [...sets, { pieces: 1 }] })}>
        {t('console.reward.bundle.add')}
      </Button>
    </div>
  )
}

interface SetFieldsProps {
  readonly place: number
  readonly set: BundleSet
  readonly errors: FieldErrors
  readonly onChange: (set: BundleSet) => void
  readonly onRemove: () => void
}

function SetFields({ place, set, errors, onChange, onRemove }: SetFieldsProps): JSX.Element {
  const nameOf = useProductNames(set.products ?? [])
  const categories = useCategories()
  const put = (list: 'products' | 'categories', ids: readonly number[]): void =>
    onChange(ids.length === 0 ? without(set, list) : { ...set, [list]: [...ids] })
  const { products = [], categories: chosen = [] } = set
  return (
    <div class="part" style={{ width: '100%' }}>
      <div class="form-grid">
        <NumberField
          label={t('console.reward.pieces')}
          name={`reward.sets.${place}.pieces`}
          value={set.pieces}
          error={errors.get(`reward.sets.${place}.pieces`)}
          onChange={(pieces) => onChange({ ...set, pieces })}
        />
        <ProductPicker
          label={t('console.conditions.products')}
          name={`reward.sets.${place}.products`}
          onPick={({ id }) => put('products', [...new Set([...products, id])])}
        />
        <ChoiceField
          label={t('console.conditions.categories')}
          name={`reward.sets.${place}.categories`}
          value=""
          options={[
            { value: '', text: t('console.form.add') },
            ...categories.map(({ id, name }) => ({ value: String(id), text: name })),
          ]}
          onChange={(id) => id !== '' && put('categories', [...new Set([...chosen, Number(id)])])}
        />
      </div>
      <Chips
        name={`reward.sets.${place}.chosen`}
        items={[
          ...products.map((id) => ({ key: `p${id}`, text: nameOf(id) })),
          ...chosen.map((id) => ({
            key: `c${id}`,
            text: categories.find((each) => each.id === id)?.name ?? `#${id}`,
          })),
        ]}
        onRemove={(key) => {
          const id = Number(String(key).slice(1))
          if (String(key).startsWith('p'))
            put(
              'products',
              products.filter((each) => each !== id),
            )
          else
            put(
              'categories',
              chosen.filter((each) => each !== id),
            )
        }}
      />
      <div>
        <Button look="small" onPress={onRemove}>
          {t('console.form.take-away')}
        </Button>
      </div>
    </div>
  )
}
