import type { JSX } from 'preact'
import { call } from '../api.ts'
import { amount, dayAndTime } from '../format.ts'
import { useLoad } from '../load.ts'
import { usePages } from '../pages.ts'
import { hrefOf, route } from '../route.ts'
import { company, timeZone } from '../session.ts'
import { t, word } from '../texts.ts'
import { type Figure, Figures } from '../ui/figures.tsx'
import { More } from '../ui/more.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { type AccountBalance, type Entry, EntryPage, TrialBalance } from './answers.ts'
import { DaysFilter } from './days-filter.tsx'

const rowsPerPage = 100
const exact = 2

/** What moved on one account, each line with the receipt that moved it. */
export function AccountPage({ id }: { readonly id: string }): JSX.Element {
  const { from, to } = route.value.query
  const query = { from, to }
  const list = usePages(JSON.stringify({ id, ...query }), (after, signal) =>
    call({
      path: `/accounts/${encodeURIComponent(id)}/entries`,
      query: { ...query, after, limit: rowsPerPage },
      answer: EntryPage,
      ...(signal && { signal }),
    }),
  )
  const ofAll = { companyId: company.value?.id, ...query }
  const balance = useLoad(JSON.stringify(ofAll), (signal) =>
    call({ path: '/trial-balance', query: ofAll, answer: TrialBalance, signal }),
  )
  const account = balance.data?.accounts.find((candidate) => String(candidate.id) === id)
  return (
    <Page
      title={account === undefined ? t('console.ledger.account') : account.code}
      back={{ href: hrefOf({ page: 'ledger', query }), text: t('console.nav.ledger') }}
      note={account?.name}
    >
      <DaysFilter />
      <ProblemBox problem={list.problem ?? balance.problem} onRetry={list.reload} />
      <div class="results" aria-busy={list.busy}>
        <Figures look="three" figures={figuresOf(account)} />
        <Table
          caption={t('console.ledger.entries')}
          name="entries"
          rows={list.items}
          rowKey={({ transactionId }) => transactionId}
          empty={t('console.ledger.entries.none')}
          columns={columns()}
        />
        <More list={list} />
      </div>
    </Page>
  )
}

/** Debit counts positive, as on the left side of the account. */
function figuresOf(account: AccountBalance | undefined): readonly Figure[] {
  const figure = (name: 'opening' | 'movement' | 'closing', minor: number | undefined) => ({
    key: name,
    label: t(`console.ledger.${name}`),
    value: minor === undefined ? '–' : amount(minor, exact),
  })
  return [
    figure('opening', account && account.openingDebit - account.openingCredit),
    figure('movement', account && account.debit - account.credit),
    figure('closing', account && account.closingDebit - account.closingCredit),
  ]
}

function columns(): Column<Entry>[] {
  return [
    {
      key: 'day',
      title: t('console.ledger.posted-on'),
      look: 'nowrap',
      cell: ({ postedOn, businessOn }) => (
        <>
          {postedOn}
          {postedOn !== businessOn && (
            <span class="code-note"> {t('console.ledger.sold-on', { day: businessOn })}</span>
          )}
        </>
      ),
    },
    {
      key: 'posted',
      title: t('console.ledger.posted'),
      look: 'nowrap',
      cell: (entry) => dayAndTime(entry.postedAt, timeZone.value),
    },
    {
      key: 'transaction',
      title: t('console.ledger.transaction.title'),
      look: 'nowrap',
      cell: ({ transactionId }) => (
        <a
          href={hrefOf({
            page: 'ledger',
            path: ['transaction', transactionId],
          })}
        >
          {transactionId}
        </a>
      ),
    },
    {
      key: 'kind',
      title: t('console.ledger.document'),
      cell: ({ kind }) => word('document', kind),
    },
    {
      key: 'receipt',
      title: t('console.receipt'),
      look: 'wide',
      cell: ({ receiptId, receiptNumber }) =>
        receiptId === null ? (
          '–'
        ) : (
          <a
            class="figure"
            href={hrefOf({
              page: 'receipts',
              path: [receiptId],
            })}
          >
            {receiptNumber}
          </a>
        ),
    },
    {
      key: 'debit',
      title: t('console.ledger.debit'),
      look: 'number',
      cell: ({ debit }) => (debit === 0 ? '' : amount(debit, exact)),
    },
    {
      key: 'credit',
      title: t('console.ledger.credit'),
      look: 'number',
      cell: ({ credit }) => (credit === 0 ? '' : amount(credit, exact)),
    },
  ]
}
