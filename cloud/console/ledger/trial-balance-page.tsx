import type { JSX } from 'preact'
import { call } from '../api.ts'
import { amount } from '../format.ts'
import { useLoad } from '../load.ts'
import { hrefOf, route } from '../route.ts'
import { company } from '../session.ts'
import { t, word } from '../texts.ts'
import { Mark } from '../ui/mark.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { type AccountBalance, type Side, TrialBalance } from './answers.ts'
import { ClosedBooks } from './closed-books.tsx'
import { DaysFilter } from './days-filter.tsx'
import './ledger.css'

const sides: readonly Side[] = [
  'openingDebit',
  'openingCredit',
  'debit',
  'credit',
  'closingDebit',
  'closingCredit',
]
const exact = 2

export function TrialBalancePage(): JSX.Element {
  const { from, to } = route.value.query
  const query = { companyId: company.value?.id, from, to }
  const { data, problem, busy, reload } = useLoad(JSON.stringify(query), (signal) =>
    call({ path: '/trial-balance', query, answer: TrialBalance, signal }),
  )
  return (
    <Page title={t('console.nav.ledger')} note={t('console.ledger.note')}>
      <DaysFilter />
      <ProblemBox problem={problem} onRetry={reload} />
      <ClosedBooks />
      <div class="results" aria-busy={busy}>
        <p class="balance-mark">{data !== null && <Balance total={data.total} />}</p>
        <Table
          caption={t('console.nav.ledger')}
          name="trial-balance"
          rows={data === null ? null : data.accounts}
          rowKey={({ id }) => id}
          rowLook={(account) => (isQuiet(account) ? 'quiet' : undefined)}
          empty={t('console.ledger.none')}
          columns={columns(data)}
        />
      </div>
    </Page>
  )
}

function columns(data: TrialBalance | null): Column<AccountBalance>[] {
  const { from, to } = route.value.query
  return [
    {
      key: 'code',
      title: t('console.ledger.account'),
      look: 'nowrap',
      cell: ({ id, code }) => (
        <a
          href={hrefOf({
            page: 'ledger',
            path: ['account', id],
            query: {
              from,
              to,
            },
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
      cell: ({ name, type }) => (
        <>
          {name} <span class="code-note">{word('account', type)}</span>
        </>
      ),
    },
    ...sides.map(
      (side): Column<AccountBalance> => ({
        key: side,
        title: t(`console.ledger.${side}`),
        look: 'number',
        cell: (account) => (account[side] === 0 ? '' : amount(account[side], exact)),
        foot: data === null ? '' : amount(data.total[side], exact),
      }),
    ),
  ]
}

function Balance({ total }: Pick<TrialBalance, 'total'>): JSX.Element {
  const isBalanced =
    total.openingDebit === total.openingCredit &&
    total.debit === total.credit &&
    total.closingDebit === total.closingCredit
  return isBalanced ? (
    <Mark tone="good">{t('console.ledger.balanced')}</Mark>
  ) : (
    <Mark tone="danger">{t('console.ledger.unbalanced')}</Mark>
  )
}

function isQuiet(account: AccountBalance): boolean {
  return sides.every((side) => account[side] === 0)
}
