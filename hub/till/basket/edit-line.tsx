import type { JSX } from 'preact'
import { parseMinor, parseQuantity } from '../numbers.ts'
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
      initial={String(line.quantity / 1000)}
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
      initial={String((line.typedPrice ?? line.product.listPrice) / 100)}
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
