import type { JSX } from 'preact'
import { useAction } from '../action.ts'
import { call, fetchFile } from '../api.ts'
import { download } from '../download.ts'
import { count, dayAndTime, dayOf, money } from '../format.ts'
import { usePages } from '../pages.ts'
import { company, storeOf, timeZone } from '../session.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { Mark } from '../ui/mark.tsx'
import { More } from '../ui/more.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { type Batch, BatchPage, type VoucherKind } from './answers.ts'

interface BatchesProps {
  readonly kind: VoucherKind
  /** Grows when one was made. */
  readonly round: number
}

/** What was made together: its codes as a file, or as sheets to be printed. */
export function Batches({ kind, round }: BatchesProps): JSX.Element {
  const path = `/${kind}-batches`
  const of = company.value?.code
  const list = usePages(`${path} ${of} ${round}`, (after, signal) =>
    call({
      path,
      query: { company: of, after, limit: 50 },
      answer: BatchPage,
      ...(signal && { signal }),
    }),
  )
  const action = useAction()
  const file = (batch: Batch) => action.run(() => download(`${path}/${batch.id}/codes.csv`, {}))
  const sheets = (batch: Batch) => action.run(() => openSheets(`${path}/${batch.id}/sheet`))
  return (
    <section class="card section">
      <h2>{t('console.batches')}</h2>
      <div class="pad">
        <ProblemBox problem={list.problem} onRetry={list.reload} />
        <ProblemBox problem={action.problem} />
      </div>
      <Table
        caption={t('console.batches')}
        name="batches"
        rows={list.items}
        rowKey={({ id }) => id}
        empty={t('console.batches.none')}
        columns={[
          ...columns(),
          {
            key: 'take',
            title: t('console.batch.codes'),
            look: 'nowrap',
            cell: (batch) => (
              <span class="filter-row">
                <Button
                  look="small"
                  name="codes"
                  disabled={action.busy}
                  onPress={() => file(batch)}
                >
                  {t('console.download.csv')}
                </Button>
                <Button
                  look="small"
                  name="sheets"
                  disabled={action.busy}
                  onPress={() => sheets(batch)}
                >
                  {t('console.batch.sheets')}
                </Button>
              </span>
            ),
          },
        ]}
      />
      <div class="pad">
        <More list={list} />
      </div>
    </section>
  )
}

/** The key goes in a header, so the page is fetched and shown from memory. */
async function openSheets(path: string): Promise<void> {
  const { blob } = await fetchFile({ path, query: { sheets: 20, symbol: 'qr' } })
  const url = URL.createObjectURL(blob)
  window.open(url, '_blank', 'noopener')
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

function columns(): Column<Batch>[] {
  return [
    {
      key: 'at',
      title: t('console.batch.at'),
      look: 'nowrap',
      cell: ({ orderedAt }) => dayAndTime(orderedAt, timeZone.value),
    },
    {
      key: 'programme',
      title: t('console.programme'),
      look: 'wide',
      cell: ({ programmeName }) => programmeName,
    },
    {
      key: 'count',
      title: t('console.batch.count'),
      look: 'number',
      cell: ({ count: all, made }) => (made < all ? `${count(made)} / ${count(all)}` : count(all)),
    },
    {
      key: 'issued',
      title: t('console.state'),
      cell: ({ issued, count: all, made }) =>
        made < all ? (
          <Mark tone="warn">{t('console.batch.making')}</Mark>
        ) : (
          t(`console.batch.${issued}`)
        ),
    },
    {
      key: 'worth',
      title: t('console.batch.worth'),
      look: 'number',
      cell: ({ amount, faceValue }) => {
        const worth = amount ?? faceValue
        return worth === null ? '–' : money(worth)
      },
    },
    {
      key: 'store',
      title: t('console.store'),
      cell: ({ storeId }) =>
        storeId === null ? t('console.store.all') : (storeOf(storeId)?.code ?? storeId),
    },
    {
      key: 'until',
      title: t('console.conditions.until'),
      look: 'nowrap',
      cell: ({ endsAt }) => (endsAt === null ? '–' : dayOf(endsAt - 1, timeZone.value)),
    },
  ]
}
