import type { JSX } from 'preact'
import { nowOnce } from '../clock.ts'
import { dayOf } from '../format.ts'
import { useLoad } from '../load.ts'
import { route } from '../route.ts'
import { company, timeZone } from '../session.ts'
import { t } from '../texts.ts'
import { Page } from '../ui/page.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { periodOf } from './period.ts'
import { groupings, loadSales, type SalesQuery } from './report.ts'
import './sales.css'
import { SalesChart } from './sales-chart.tsx'
import { SalesFigures } from './sales-figures.tsx'
import { SalesFilter } from './sales-filter.tsx'
import { SalesTable } from './sales-table.tsx'
import { TakeAway } from './take-away.tsx'

export function SalesPage(): JSX.Element {
  const { query } = route.value
  const period = periodOf(query, dayOf(nowOnce(), timeZone.value))
  const asked: SalesQuery = {
    companyId: company.value?.id ?? 0,
    by: groupings.find((name) => name === query['by']) ?? 'day',
    from: period.from,
    to: period.to,
    storeId: Number(query['store']) || undefined,
  }
  const { data, problem, busy, reload } = useLoad(JSON.stringify(asked), (signal) =>
    loadSales(asked, signal),
  )
  return (
    <Page
      title={t('console.nav.sales')}
      note={t('console.sales.note', { from: period.from, to: period.to })}
      actions={<TakeAway query={asked} />}
    >
      <SalesFilter period={period} asked={asked} />
      <ProblemBox problem={problem} onRetry={reload} />
      <div class="results" aria-busy={busy}>
        <SalesFigures report={data} />
        <SalesChart report={data} />
        <SalesTable report={data} />
      </div>
    </Page>
  )
}
