import type { JSX } from 'preact'
import { call } from '../api.ts'
import { dayAndTime } from '../format.ts'
import { usePages } from '../pages.ts'
import { hrefOf, route } from '../route.ts'
import { company, timeZone } from '../session.ts'
import { t, word } from '../texts.ts'
import { More } from '../ui/more.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { type Quarantined, QuarantinedPage } from './answers.ts'
import { EventPage } from './event-page.tsx'
import { IncompleteShifts } from './incomplete-shifts.tsx'

/** Events that stepped aside, with the reason; the rest of the journal went on. */
export function QuarantinePage(): JSX.Element {
  const [appliedSeq] = route.value.path
  return appliedSeq === undefined ? <QuarantineList /> : <EventPage appliedSeq={appliedSeq} />
}

function QuarantineList(): JSX.Element {
  const companyId = company.value?.id
  const list = usePages(String(companyId), (after, signal) =>
    call({
      path: '/quarantine',
      query: { companyId, after, limit: 100 },
      answer: QuarantinedPage,
      ...(signal && { signal }),
    }),
  )
  return (
    <Page title={t('console.nav.quarantine')} note={t('console.quarantine.note')}>
      <ProblemBox problem={list.problem} onRetry={list.reload} />
      <div class="results" aria-busy={list.busy}>
        <Table
          caption={t('console.nav.quarantine')}
          name="quarantine"
          rows={list.items}
          rowKey={({ appliedSeq }) => appliedSeq}
          empty={t('console.quarantine.none')}
          columns={columns()}
        />
        <More list={list} />
      </div>
      <IncompleteShifts />
    </Page>
  )
}

function columns(): Column<Quarantined>[] {
  return [
    {
      key: 'since',
      title: t('console.quarantine.since'),
      look: 'nowrap',
      cell: ({ since }) => dayAndTime(since, timeZone.value),
    },
    {
      key: 'store',
      title: t('console.store'),
      cell: ({ storeCode }) => storeCode,
    },
    {
      key: 'event',
      title: t('console.quarantine.event'),
      look: 'nowrap',
      cell: ({ type, appliedSeq }) => (
        <a href={hrefOf({ page: 'quarantine', path: [String(appliedSeq)] })}>
          {word('event', type)}
        </a>
      ),
    },
    {
      key: 'position',
      title: t('console.receipt.position'),
      look: 'nowrap',
      cell: ({ epoch, seq }) =>
        t('console.receipt.position.of', {
          epoch,
          seq,
        }),
    },
    {
      key: 'reason',
      title: t('console.quarantine.reason'),
      look: 'wide',
      cell: ({ reason, parkedBehind }) =>
        parkedBehind === null
          ? reason
          : `${reason} · ${t('console.quarantine.parked', { seq: parkedBehind })}`,
    },
  ]
}
