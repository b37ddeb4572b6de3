import type { JSX } from 'preact'
import { count, roundMoney } from '../format.ts'
import { t } from '../texts.ts'
import { Figures } from '../ui/figures.tsx'
import type { SalesReport } from './report.ts'

/** The period in five numbers, to the unit that the company shows; the table is exact. */
export function SalesFigures({ report }: { readonly report: SalesReport | null }): JSX.Element {
  const total = report?.total
  const shown = (value: number | undefined, words: (value: number) => string) =>
    value === undefined ? '–' : words(value)
  const average =
    total === undefined || total.receipts === 0
      ? undefined
      : Math.round(total.gross / total.receipts)
  const figures = [
    { key: 'gross', label: t('console.sales.gross'), value: shown(total?.gross, roundMoney) },
    { key: 'receipts', label: t('console.sales.receipts'), value: shown(total?.receipts, count) },
    { key: 'average', label: t('console.sales.average'), value: shown(average, roundMoney) },
    {
      key: 'discount',
      label: t('console.sales.discount'),
      value: shown(total?.discount, roundMoney),
    },
    { key: 'vat', label: t('console.sales.vat'), value: shown(total?.vat, roundMoney) },
  ]
  return <Figures figures={figures} />
}
