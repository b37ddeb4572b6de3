import type { JSX } from 'preact'
import type { DryRun } from '#shared/contracts/dry-run.ts'
import { amount, decimalsFor, quantity } from '../format.ts'
import { t } from '../texts.ts'
import { Table } from '../ui/table.tsx'

/** Each line with what was taken off it, and by which rule. */
export function LinesExplained({ run }: { readonly run: DryRun }): JSX.Element {
  const { lines, total } = run.priced
  const nameOf = (ruleId: string) => {
    const known = run.promotions.find((each) => each.ruleId === ruleId)
    if (known !== undefined) return `${known.code} · ${known.name}`
    return ruleId.startsWith('typed:') ? t('console.try.typed') : ruleId
  }
  const decimals = decimalsFor(lines.flatMap((line) => [line.gross, line.unitPrice]))
  return (
    <section class="card section">
      <h2>{t('console.try.lines')}</h2>
      <Table
        caption={t('console.try.lines')}
        name="try-lines-priced"
        rows={lines}
        rowKey={({ id }) => id}
        empty={t('console.receipt.lines.none')}
        columns={[
          {
            key: 'name',
            title: t('console.product'),
            look: 'wide',
            cell: ({ name }) => name,
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
            cell: ({ unitPrice }) => amount(unitPrice, decimals),
          },
          {
            key: 'off',
            title: t('console.try.off'),
            cell: ({ discounts }) =>
              discounts.length === 0 ? (
                '–'
              ) : (
                <span class="two">
                  {discounts.map(({ ruleId, amount: off }) => (
                    <span key={ruleId}>
                      {amount(off)} <span class="code-note">{nameOf(ruleId)}</span>
                    </span>
                  ))}
                </span>
              ),
          },
          {
            key: 'gross',
            title: t('console.amount'),
            look: 'number',
            cell: ({ gross }) => amount(gross, decimals),
            foot: amount(total, decimals),
          },
        ]}
      />
    </section>
  )
}
