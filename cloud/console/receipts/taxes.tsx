import type { JSX } from 'preact'
import type { PricedBasket } from '#shared/contracts/basket.ts'
import { amount, percent } from '../format.ts'
import { t } from '../texts.ts'
import { Table } from '../ui/table.tsx'

const exact = 2

/** VAT as the books have it: to the cent, group by group. */
export function Taxes({ priced }: { readonly priced: PricedBasket }): JSX.Element {
  const { taxes, net, vat, cityTax, total } = priced
  const number = 'number' as const
  const hasCityTax = taxes.some((tax) => tax.cityTaxRate > 0)
  return (
    <section class="card section">
      <h2>{t('console.receipt.taxes')}</h2>
      <Table
        caption={t('console.receipt.taxes')}
        name="taxes"
        rows={taxes}
        rowKey={({ vatGroupId }) => vatGroupId}
        empty={t('console.receipt.taxes.none')}
        columns={[
          {
            key: 'group',
            title: t('console.vat-group'),
            look: 'wide' as const,
            cell: (tax) => tax.name,
            foot: t('console.total'),
          },
          {
            key: 'rate',
            title: t('console.vat-rate'),
            look: number,
            cell: (tax) => percent(tax.vatRate),
          },
          {
            key: 'net',
            title: t('console.sales.net'),
            look: number,
            cell: (tax) => amount(tax.net, exact),
            foot: amount(net, exact),
          },
          {
            key: 'vat',
            title: t('console.sales.vat'),
            look: number,
            cell: (tax) => amount(tax.vat, exact),
            foot: amount(vat, exact),
          },
          ...(hasCityTax
            ? [
                {
                  key: 'city',
                  title: t('console.sales.cityTax'),
                  look: number,
                  cell: (tax: (typeof taxes)[number]) => amount(tax.cityTax, exact),
                  foot: amount(cityTax, exact),
                },
              ]
            : []),
          {
            key: 'gross',
            title: t('console.amount'),
            look: number,
            cell: (tax) => amount(tax.gross, exact),
            foot: amount(total, exact),
          },
        ]}
      />
    </section>
  )
}
