import type { JSX } from 'preact'
import { amount } from '../format.ts'
import type { Transaction } from '../receipts/answers.ts'
import { hrefOf } from '../route.ts'
import { t, word } from '../texts.ts'
import { Mark } from '../ui/mark.tsx'
import { Table } from '../ui/table.tsx'

interface PostingsTableProps {
  readonly transaction: Transaction
  /** The transaction's own page, where this is not it. */
  readonly href?: string
}

const exact = 2

/** Debits and credits of one transaction; that they are equal is counted here again. */
export function PostingsTable({ transaction, href }: PostingsTableProps): JSX.Element {
  const { id, kind, businessOn, postedOn, postings } = transaction
  const debit = postings.reduce((sum, posting) => sum + posting.debit, 0)
  const credit = postings.reduce((sum, posting) => sum + posting.credit, 0)
  const title = t('console.ledger.transaction', { id })
  return (
    <div class="postings">
      <p class="postings-head">
        {href === undefined ? <strong>{title}</strong> : <a href={href}>{title}</a>}
        <span>
          {word('document', kind)} · {businessOn}
          {postedOn !== businessOn && ` · ${t('console.ledger.posted-on.of', { day: postedOn })}`}
        </span>
        {debit === credit ? (
          <Mark tone="good">{t('console.ledger.balanced')}</Mark>
        ) : (
          <Mark tone="danger">{t('console.ledger.unbalanced')}</Mark>
        )}
      </p>
      <Table
        caption={title}
        name="postings"
        rows={postings}
        rowKey={({ accountId }) => accountId}
        empty={t('console.receipt.postings.none')}
        columns={[
          {
            key: 'code',
            title: t('console.ledger.account'),
            look: 'nowrap',
            cell: ({ accountId, code }) => (
              <a
                href={hrefOf({
                  page: 'ledger',
                  path: ['account', accountId],
                })}
              >
                {code}
              </a>
            ),
            foot: t('console.total'),
          },
          {
            key: 'name',
            title: t('console.name'),
            look: 'wide',
            cell: ({ name }) => name,
          },
          {
            key: 'debit',
            title: t('console.ledger.debit'),
            look: 'number',
            cell: (posting) => side(posting.debit),
            foot: amount(debit, exact),
          },
          {
            key: 'credit',
            title: t('console.ledger.credit'),
            look: 'number',
            cell: (posting) => side(posting.credit),
            foot: amount(credit, exact),
          },
        ]}
      />
    </div>
  )
}

/** The empty side of a posting stays empty, as on paper. */
function side(minor: number): string {
  return minor === 0 ? '' : amount(minor, exact)
}
