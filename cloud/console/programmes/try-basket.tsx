import type { JSX } from 'preact'
import { NumberField } from '../forms/number-field.tsx'
import { type Product, ProductPicker } from '../forms/product-picker.tsx'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'

export interface TriedLine {
  readonly id: string
  readonly product: Product
  /** Thousandths; NaN while it is being typed. */
  readonly quantity: number
}

interface TryBasketProps {
  readonly lines: readonly TriedLine[]
  readonly onChange: (lines: readonly TriedLine[]) => void
}

export function TryBasket({ lines, onChange }: TryBasketProps): JSX.Element {
  const add = (product: Product): void => {
    const number = Math.max(0, ...lines.map(({ id }) => Number(id.slice(1)))) + 1
    const id = `l${String(number).padStart(3, '0')}`
    onChange([...lines, { id, product, quantity: 1000 }])
  }
  return (
    <div class="rows" data-name="try-lines">
      {lines.map((line) => (
        <div class="filter-row" key={line.id}>
          <NumberField
            label={`${line.product.name} ${line.product.variant}`.trim()}
            name={`try-quantity-${line.product.code}`}
            decimals={3}
            look="search"
            value={line.quantity}
            onChange={(quantity) =>
              onChange(lines.map((each) => (each.id === line.id ? { ...each, quantity } : each)))
            }
          />
          <Button
            look="small"
            onPress={() => onChange(lines.filter((each) => each.id !== line.id))}
          >
            {t('console.form.take-away')}
          </Button>
        </div>
      ))}
      <ProductPicker label={t('console.try.add')} name="try-product" onPick={add} />
    </div>
  )
}
