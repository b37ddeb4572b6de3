import type { JSX } from 'preact'
import { call } from '../api.ts'
import { dayAndTime } from '../format.ts'
import { usePages } from '../pages.ts'
import { company, timeZone } from '../session.ts'
import { t } from '../texts.ts'
import { Mark } from '../ui/mark.tsx'
import { More } from '../ui/more.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { type IncompleteShift, IncompleteShiftPage } from './answers.ts'

/** Shown only while there is one. */
export function IncompleteShifts(): JSX.Element | null {
  const companyId = company.value?.id
  const list = usePages(String(companyId), (after, signal) =>
    call({
      path: '/incomplete-shifts',
      query: { companyId, after, limit: 50 },
      answer: IncompleteShiftPage,
      ...(signal && { signal }),
    }),
  )
  if (list.problem === null && (list.items === null || list.items.length === 0)) return null
  return (
    <section class="card section">
      <h2>{t('console.quarantine.shifts')}</h2>
      <ProblemBox problem={list.problem} onRetry={list.reload} />
      <Table
        caption={t('console.quarantine.shifts')}
        name="incomplete-shifts"
        rows={list.items}
        rowKey={({ appliedSeq }) => appliedSeq}
        empty=""
        columns={columns()}
      />
      {list.more !== undefined && <More list={list} />}
    </section>
  )
}

function columns(): Column<IncompleteShift>[] {
  return [
    {
      key: 'closed',
      title: t('console.quarantine.shift.closed'),
      look: 'nowrap',
      cell: ({ closedAt }) => dayAndTime(closedAt, timeZone.value),
    },
    { key: 'store', title: t('console.store'), cell: ({ storeCode }) => storeCode },
    {
      key: 'shift',
      title: t('console.receipt.shift'),
      look: 'code',
      cell: ({ shiftId }) => shiftId,
    },
    {
      key: 'mark',
      title: t('console.quarantine.shift.mark'),
      look: 'wide',
      cell: ({ missing }) => (
        <Mark tone="warn">{t('console.quarantine.shift.parked', { missing })}</Mark>
      ),
    },
  ]
}
