import type { JSX } from 'preact'
import { call } from '../api.ts'
import { count, percent } from '../format.ts'
import { useLoad } from '../load.ts'
import { company } from '../session.ts'
import { t, word } from '../texts.ts'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Table } from '../ui/table.tsx'
import { LeaseCoverage } from './answers.ts'

/** Of the payments in value that were tried with the internet gone, how many a store served. */
export function OfflineCoverage(): JSX.Element {
  const path = `/companies/${company.value?.code ?? ''}/leases/coverage`
  const { data, problem, reload } = useLoad(path, (signal) =>
    call({ path, answer: LeaseCoverage, signal }),
  )
  const rows = data?.items ?? null
  const sum = (of: 'tried' | 'paid') => (rows ?? []).reduce((all, row) => all + row[of], 0)
  return (
    <section class="card section">
      <h2>{t('console.coverage')}</h2>
      <p class="pad hint">{t('console.coverage.note')}</p>
      <ProblemBox problem={problem} onRetry={reload} />
      <Table
        caption={t('console.coverage')}
        name="coverage"
        rows={rows}
        rowKey={({ storeCode, programme }) => `${storeCode} ${programme}`}
        empty={t('console.coverage.none')}
        columns={[
          {
            key: 'store',
            title: t('console.store'),
            cell: ({ storeCode, storeName }) => `${storeCode} · ${storeName}`,
          },
          {
            key: 'programme',
            title: t('console.programme'),
            look: 'code',
            cell: ({ programme }) => programme,
          },
          {
            key: 'tried',
            title: t('console.coverage.tried'),
            look: 'number',
            cell: ({ tried }) => count(tried),
            foot: count(sum('tried')),
          },
          {
            key: 'paid',
            title: t('console.coverage.paid'),
            look: 'number',
            cell: ({ paid }) => count(paid),
            foot: count(sum('paid')),
          },
          {
            key: 'share',
            title: t('console.coverage.share'),
            look: 'number',
            cell: ({ tried, paid }) => shareOf(paid, tried),
            foot: shareOf(sum('paid'), sum('tried')),
          },
          {
            key: 'refused',
            title: t('console.coverage.refused'),
            look: 'wide',
            cell: ({ refused }) =>
              refused
                .map(({ reason, tries }) => `${word('coverage.why', reason)}: ${count(tries)}`)
                .join(' · ') || '–',
          },
        ]}
      />
    </section>
  )
}

function shareOf(paid: number, tried: number): string {
  return tried === 0 ? '–' : percent(Math.round((paid * 10_000) / tried))
}
