import type { JSX } from 'preact'
import { call } from '../api.ts'
import { money } from '../format.ts'
import { TrialBalance } from '../ledger/answers.ts'
import { useLoad } from '../load.ts'
import { hrefOf } from '../route.ts'
import { company } from '../session.ts'
import { t, word } from '../texts.ts'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Table } from '../ui/table.tsx'

const codes = ['VALUE-RISK', 'VALUE-ESCROW', 'VALUE-CAPTURED']

/** Where the books keep what was made good, what waits for a hub's word, and what was taken. */
export function RiskAccounts(): JSX.Element {
  const companyId = company.value?.id
  const { data, problem, reload } = useLoad(`risk of ${companyId}`, (signal) =>
    call({ path: '/trial-balance', query: { companyId }, answer: TrialBalance, signal }),
  )
  const rows = data?.accounts.filter(({ code }) => codes.includes(code)) ?? null
  return (
    <section class="card section">
      <h2>{t('console.risk')}</h2>
      <p class="pad hint">{t('console.risk.note')}</p>
      <ProblemBox problem={problem} onRetry={reload} />
      <Table
        caption={t('console.risk')}
        name="risk"
        rows={rows}
        rowKey={({ code }) => code}
        empty={t('console.risk.none')}
        columns={[
          {
            key: 'account',
            title: t('console.risk.account'),
            look: 'wide',
            cell: ({ id, code }) => (
              <a href={hrefOf({ page: 'ledger', path: ['account', id] })}>{word('risk', code)}</a>
            ),
          },
          {
            key: 'debit',
            title: t('console.ledger.debit'),
            look: 'number',
            cell: (row) => money(row.debit),
          },
          {
            key: 'credit',
            title: t('console.ledger.credit'),
            look: 'number',
            cell: (row) => money(row.credit),
          },
          {
            key: 'closing',
            title: t('console.account.balance'),
            look: 'number',
            cell: (row) => money(row.closingDebit - row.closingCredit),
          },
        ]}
      />
    </section>
  )
}
