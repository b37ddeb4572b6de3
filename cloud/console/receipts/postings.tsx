import type { JSX } from 'preact'
import { PostingsTable } from '../ledger/postings-table.tsx'
import { hrefOf } from '../route.ts'
import { t } from '../texts.ts'
import type { Transaction } from './answers.ts'

/** What the receipt did to the books. */
export function Postings(props: { readonly transactions: readonly Transaction[] }): JSX.Element {
  const { transactions } = props
  return (
    <section class="card section">
      <h2>{t('console.receipt.postings')}</h2>
      {transactions.length === 0 && <p class="hint pad">{t('console.receipt.postings.none')}</p>}
      {transactions.map((transaction) => (
        <PostingsTable
          key={transaction.id}
          transaction={transaction}
          href={hrefOf({ page: 'ledger', path: ['transaction', transaction.id] })}
        />
      ))}
    </section>
  )
}
