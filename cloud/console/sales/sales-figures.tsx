import type { JSX } from 'preact'
import { count, money } from '../format.ts'
import { t } from '../texts.ts'
import type { SalesReport } from './report.ts'

/** The period in five numbers. */
export function SalesFigures({ report }: { readonly report: SalesReport | null }): JSX.Element {
  const total = report?.total
  const shown = (value: number | undefined, words: (value: number) => string) =>
    value === undefined ? '–' : words(value)
  const average =
    total === undefined || total.receipts === 0
      ? undefined
      : Math.round(total.gross / total.receipts / 100) * 100
  const figures = [
    { key: 'gross', label: t('console.sales.gross'), value: shown(total?.gross, money) },
    { key: 'receipts', label: t('console.sales.receipts'), value: shown(total?.receipts, count) },
    { key: 'average', label: t('console.sales.average'), value: shown(average, money) },
    { key: 'discount', label: t('console.sales.discount'), value: shown(total?.discount, money) },
    { key: 'vat', label: t('console.sales.vat'), value: shown(total?.vat, money) },
  ]
  return (
    <dl class="figures">
      {figures.map(({ key, label, value }) => (
        <div key={key} class="card" data-figure={key}>
          <dt>{label}</dt>
          <dd class="figure">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
