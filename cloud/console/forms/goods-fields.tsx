import type { JSX } from 'preact'
import { useCategories } from '../products/categories.ts'
import { t } from '../texts.ts'
import { ChoiceField } from '../ui/fields.tsx'
import { Chips } from './chips.tsx'
import type { ConditionsProps } from './conditions-fields.tsx'
import { ProductPicker, useProductNames } from './product-picker.tsx'
import { without } from './without.ts'

const lists = [
  ['products', 'categories'],
  ['excludedProducts', 'excludedCategories'],
] as const
type List = (typeof lists)[number][number]

/** Products and categories that a rule is for, and those that it is not for. */
export function GoodsFields({ value, onChange, path }: ConditionsProps): JSX.Element {
  const nameOf = useProductNames([...(value.products ?? []), ...(value.excludedProducts ?? [])])
  const categories = useCategories()
  const set = (list: List, ids: readonly number[]): void =>
    onChange(ids.length === 0 ? without(value, list) : { ...value, [list]: [...ids] })
  return (
    <>
      {lists.map(([products, ofCategories]) => (
        <div class="part" key={products}>
          <div class="form-grid">
            <ProductPicker
              label={t(`console.conditions.${products}`)}
              name={`${path}.${products}`}
              onPick={({ id }) => set(products, [...new Set([...(value[products] ?? []), id])])}
            />
            <ChoiceField
              label={t(`console.conditions.${ofCategories}`)}
              name={`${path}.${ofCategories}`}
              value=""
              options={[
                { value: '', text: t('console.form.add') },
                ...categories
                  .filter(({ id }) => value[ofCategories]?.includes(id) !== true)
                  .map(({ id, name }) => ({ value: String(id), text: name })),
              ]}
              onChange={(id) =>
                id !== '' && set(ofCategories, [...(value[ofCategories] ?? []), Number(id)])
              }
            />
          </div>
          <Chips
            name={`${path}.${products}.chosen`}
            items={(value[products] ?? []).map((id) => ({ key: id, text: nameOf(id) }))}
            onRemove={(key) =>
              set(
                products,
                (value[products] ?? []).filter((id) => id !== key),
              )
            }
          />
          <Chips
            name={`${path}.${ofCategories}.chosen`}
            items={(value[ofCategories] ?? []).map((id) => ({
              key: id,
              text: categories.find((each) => each.id === id)?.name ?? `#${id}`,
            }))}
            onRemove={(key) =>
              set(
                ofCategories,
                (value[ofCategories] ?? []).filter((id) => id !== key),
              )
            }
          />
        </div>
      ))}
    </>
  )
}
