import type { JSX } from 'preact'
import type { PricedBasket, PricedLine } from '#shared/contracts/basket.ts'
import { amount, decimalsFor, quantity } from '../format.ts'
import { t } from '../texts.ts'
import { type Column, Table } from '../ui/table.tsx'

/** What was sold, with every amount that was taken off and why. */
export function Lines({ priced }: { readonly priced: PricedBasket }): JSX.Element {
  return (
    <section class="card section">
      <h2>{t('console.receipt.lines')}</h2>
      <Table
        caption={t('console.receipt.lines')}
        name="lines"
        columns={columns(priced)}
        rows={priced.lines}
        rowKey={({ id }) => id}
        rowLook={({ kind }) => (kind === 'difference' ? 'difference' : undefined)}
        empty={t('console.receipt.lines.none')}
      />
    </section>
  )
}

function columns(priced: PricedBasket): Column<PricedLine>[] {
  const { lines, taxes } = priced
  const groupById = new Map(taxes.map((tax) => [tax.vatGroupId, tax.code]))
  const lineDiscount = (line: PricedLine) =>
    line.discounts.reduce((sum, discount) => sum + discount.amount, 0)
  const money = (key: string, title: string, of: (line: PricedLine) => number) => {
    const decimals = decimalsFor(lines.map(of))
    const total = lines.reduce((sum, line) => sum + of(line), 0)
    return {
      key,
      title,
      look: 'number' as const,
      cell: (line: PricedLine) => amount(of(line), decimals),
      foot: amount(total, decimals),
    }
  }
  return [
    {
      key: 'name',
      title: t('console.product'),
      look: 'wide',
      cell: (line) => <Name line={line} />,
      foot: t('console.total'),
    },
    {
      key: 'quantity',
      title: t('console.sales.quantity'),
      look: 'number',
      cell: (line) => quantity(line.quantity),
    },
    {
      key: 'price',
      title: t('console.price'),
      look: 'number',
      cell: (line) => amount(line.unitPrice, decimalsFor(lines.map((other) => other.unitPrice))),
    },
    money('line-discount', t('console.sales.lineDiscount'), lineDiscount),
    money('order-discount', t('console.sales.orderDiscount'), (line) => line.orderDiscount),
    {
      key: 'group',
      title: t('console.vat-group'),
      look: 'nowrap',
      cell: (line) => groupById.get(line.vatGroupId) ?? '–',
    },
    money('gross', t('console.amount'), (line) => line.gross),
  ]
}

function Name({ line }: { readonly line: PricedLine }): JSX.Element {
  const reasons = line.discounts.map(({ reason }) => reason).filter((reason) => reason !== '')
  return (
    <>
      {line.kind === 'difference'
        ? t('console.receipt.difference', { product: line.name })
        : line.name}
      {reasons.length > 0 && <span class="code-note"> {reasons.join(', ')}</span>}
    </>
  )
}
