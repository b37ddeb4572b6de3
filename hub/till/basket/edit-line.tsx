import type { JSX } from 'preact'
import { amount, parseMinor, parseQuantity, quantity } from '../format.ts'
import { closeSheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { changeLine, selectedLine } from './basket.ts'
import { NumberSheet } from './number-sheet.tsx'

export function EditQuantity(): JSX.Element | null {
  const line = selectedLine.value
  if (line === null) return null
  return (
    <NumberSheet
      title={t('till.line.quantity')}
      label={`${line.product.name}, ${line.product.uom}`}
      initial={quantity(line.quantity)}
      parse={parseQuantity}
      wrong={t('till.wrong.quantity')}
      onTake={(value) => changeLine(line.id, { quantity: value })}
    />
  )
}

export function EditPrice(): JSX.Element | null {
  const line = selectedLine.value
  if (line === null) return null
  return (
    <NumberSheet
      title={t('till.line.price')}
      label={line.product.name}
      initial={amount(line.typedPrice ?? line.product.listPrice)}
      parse={parseMinor}
      wrong={t('till.wrong.amount')}
      onTake={(value) => changeLine(line.id, { typedPrice: value })}
      more={
        line.typedPrice !== null && (
          <Button
            look="big"
            onPress={() => {
              changeLine(line.id, { typedPrice: null })
              closeSheet()
            }}
          >
            {t('till.line.list-price')}
          </Button>
        )
      }
    />
  )
}
