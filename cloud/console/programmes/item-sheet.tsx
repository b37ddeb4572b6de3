import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { z } from 'zod'
import { useAction } from '../action.ts'
import { call } from '../api.ts'
import { errorsIn } from '../forms/errors.ts'
import { NumberField } from '../forms/number-field.tsx'
import { ProductPicker } from '../forms/product-picker.tsx'
import { RuleIdField } from '../forms/rule-id-field.tsx'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Sheet } from '../ui/sheet.tsx'
import type { Item } from './item-list.tsx'

interface ItemSheetProps {
  readonly path: string
  readonly item: Item | null
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Puts a product on the list of items that earn, changes it or takes it off. */
export function ItemSheet({ path, item, onDone, onClose }: ItemSheetProps): JSX.Element {
  const [product, setProduct] = useState(item?.product ?? '')
  const [points, setPoints] = useState(item?.points ?? Number.NaN)
  const [price, setPrice] = useState(item?.price ?? Number.NaN)
  const [ruleId, setRuleId] = useState(item?.ruleId ?? 'items')
  const action = useAction()
  const errors = errorsIn(action.problem)

  async function put(wanted: number | null): Promise<void> {
    await action.run(async () => {
      await call({
        method: 'PUT',
        path: `${path}/${encodeURIComponent(product)}`,
        json: { points: wanted, price: Number.isNaN(price) ? null : price, ruleId },
        answer: z.object({ outcome: z.string() }),
      })
      onDone()
      onClose()
    })
  }
  return (
    <Sheet
      title={item === null ? t('console.items.add') : item.product}
      onClose={onClose}
      foot={
        <>
          {item !== null && (
            <Button
              look="danger"
              name="remove-item"
              disabled={action.busy}
              onPress={() => put(null)}
            >
              {t('console.items.remove')}
            </Button>
          )}
          <Button
            look="primary"
            name="save-item"
            disabled={product === '' || Number.isNaN(points) || action.busy}
            onPress={() => put(points)}
          >
            {t('console.form.save')}
          </Button>
        </>
      }
    >
      {item === null && (
        <ProductPicker
          label={product === '' ? t('console.product') : `${t('console.product')}: ${product}`}
          name="item-product"
          onPick={({ code }) => setProduct(code)}
        />
      )}
      <NumberField
        label={t('console.value.points')}
        name="item-points"
        value={points}
        error={errors.get('points')}
        onChange={setPoints}
      />
      <NumberField
        label={t('console.items.price')}
        name="item-price"
        decimals={2}
        value={price}
        error={errors.get('price')}
        onChange={setPrice}
      />
      <RuleIdField path="item" value={ruleId} errors={errors} onChange={setRuleId} />
      <ProblemBox problem={action.problem} />
    </Sheet>
  )
}
