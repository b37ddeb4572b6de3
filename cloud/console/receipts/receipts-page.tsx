import type { JSX } from 'preact'
import { call } from '../api.ts'
import { amount, dayAndTime, decimalsFor } from '../format.ts'
import { usePages } from '../pages.ts'
import { hrefOf, route, setQuery } from '../route.ts'
import { company, storeOf, stores, timeZone } from '../session.ts'
import { t, word } from '../texts.ts'
import { ChoiceField, DayField, SearchField } from '../ui/fields.tsx'
import { Mark } from '../ui/mark.tsx'
import { More } from '../ui/more.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { type Receipt, ReceiptPage } from './answers.ts'

const rowsPerPage = 50

export function ReceiptsPage(): JSX.Element {
  const { number, store, from, to } = route.value.query
  const query = {
    companyId: company.value?.id,
    storeId: Number(store) || undefined,
    from,
    to,
    number: number?.replace(/\s/g, '').toUpperCase(),
  }
  const list = usePages(JSON.stringify(query), (after, signal) =>
    call({
      path: '/receipts',
      query: { ...query, after, limit: rowsPerPage },
      answer: ReceiptPage,
      ...(signal && { signal }),
    }),
  )
  return (
    <Page title={t('console.nav.receipts')} note={t('console.receipts.note')}>
      <ReceiptsFilter />
      <ProblemBox problem={list.problem} onRetry={list.reload} />
      <div class="results" aria-busy={list.busy}>
        <Table
          caption={t('console.receipts.caption')}
          name="receipts"
          columns={columns(list.items ?? [])}
          rows={list.items}
          rowKey={({ id }) => id}
          rowLook={({ kind }) => (kind === 'refund' ? 'refund' : undefined)}
          empty={t('console.receipts.none')}
        />
        <More list={list} />
      </div>
    </Page>
  )
}

function ReceiptsFilter(): JSX.Element {
  const { number = '', store = '', from = '', to = '' } = route.value.query
  return (
    <section class="filters" aria-label={t('console.filter')}>
      <div class="filter-row">
        <SearchField
          label={t('console.receipts.number')}
          name="number"
          search
          look="search"
          value={number}
          maxLength={60}
          placeholder={t('console.receipts.number.example', {
            store: stores.value[0]?.code ?? 'UB1',
          })}
          onChange={(text) => setQuery({ number: text }, { replace: true })}
        />
        <ChoiceField
          label={t('console.store')}
          name="store"
          value={store}
          options={[
            { value: '', text: t('console.store.all') },
            ...stores.value.map(({ id, code, name }) => ({
              value: String(id),
              text: `${code} · ${name}`,
            })),
          ]}
          onChange={(id) => setQuery({ store: id })}
        />
        <DayField
          label={t('console.from')}
          name="from"
          value={from}
          onChange={(day) => setQuery({ from: day })}
        />
        <DayField
          label={t('console.to')}
          name="to"
          value={to}
          onChange={(day) => setQuery({ to: day })}
        />
      </div>
    </section>
  )
}

function columns(items: readonly Receipt[]): Column<Receipt>[] {
  const decimals = decimalsFor(items.map(({ total }) => total))
  return [
    {
      key: 'number',
      title: t('console.receipt.number'),
      look: 'nowrap',
      cell: ({ id, number }) => (
        <a
          class="figure"
          href={hrefOf({
            page: 'receipts',
            path: [id],
          })}
        >
          {number}
        </a>
      ),
    },
    {
      key: 'at',
      title: t('console.receipt.at'),
      look: 'nowrap',
      cell: ({ at, storeId }) => dayAndTime(at, storeOf(storeId)?.timeZone ?? timeZone.value),
    },
    {
      key: 'day',
      title: t('console.receipt.day'),
      look: 'nowrap',
      cell: (row) => row.businessOn,
    },
    {
      key: 'store',
      title: t('console.store'),
      look: 'wide',
      cell: ({ storeId, storeCode }) => storeOf(storeId)?.name ?? storeCode,
    },
    {
      key: 'till',
      title: t('console.till'),
      cell: ({ till }) => till,
    },
    {
      key: 'cashier',
      title: t('console.cashier'),
      cell: ({ cashier }) => cashier ?? '–',
    },
    {
      key: 'kind',
      title: t('console.receipt.kind'),
      cell: ({ kind, state }) => <Kind kind={kind} state={state} />,
    },
    {
      key: 'total',
      title: t('console.total'),
      look: 'number',
      cell: ({ total }) => amount(total, decimals),
    },
  ]
}

function Kind({ kind, state }: Pick<Receipt, 'kind' | 'state'>): JSX.Element {
  if (state !== 'applied') return <Mark tone="warn">{word('state', state)}</Mark>
  return <>{t(`console.receipt.kind.${kind}`)}</>
}
