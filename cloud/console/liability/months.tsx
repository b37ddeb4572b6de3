import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { everyPage } from '../every-page.ts'
import { count, money } from '../format.ts'
import { useLoad } from '../load.ts'
import { valueText } from '../members/value.ts'
import { company } from '../session.ts'
import { t } from '../texts.ts'
import { BarChart } from '../ui/bar-chart.tsx'
import { ChoiceField } from '../ui/fields.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Table } from '../ui/table.tsx'
import { type LotMonth, LotMonthPage } from './answers.ts'

const barsMax = 24

/** What members own now, by the month that brought it or the month in which it ends. */
export function Months({ part }: { readonly part: 'ages' | 'expiring' }): JSX.Element {
  const companyId = company.value?.id
  const { data, problem, busy, reload } = useLoad(`${part} of ${companyId}`, (signal) =>
    everyPage((after) =>
      call({
        path: `/reports/liability/${part}`,
        query: { companyId, after, limit: 200 },
        answer: LotMonthPage,
        signal,
      }),
    ),
  )
  const programmes = [...new Map((data ?? []).map((row) => [row.programme, row.name]))]
  const [chosen, setChosen] = useState('')
  const shown = chosen === '' ? (programmes[0]?.[0] ?? '') : chosen
  const rows = data?.filter(({ programme }) => programme === shown) ?? null
  const unit = { kind: rows?.[0]?.kind ?? 'points', companyId: companyId ?? null } as const
  return (
    <>
      <ProblemBox problem={problem} onRetry={reload} />
      {programmes.length > 1 && (
        <div class="filter-row">
          <ChoiceField
            label={t('console.programme')}
            name="liability-programme"
            value={shown}
            options={programmes.map(([value, name]) => ({ value, text: `${name} · ${value}` }))}
            onChange={setChosen}
          />
        </div>
      )}
      <div class="results" aria-busy={busy}>
        {rows !== null && rows.length > 0 && (
          <BarChart
            caption={t(`console.liability.${part}.chart`)}
            bars={rows.slice(0, barsMax).map((row) => ({
              label: monthOf(row),
              value: row.units,
            }))}
            text={(units) => valueText(unit, units)}
          />
        )}
        <Table
          caption={t(`console.liability.${part}`)}
          name="months"
          rows={rows}
          rowKey={({ month }) => month}
          empty={t('console.liability.none')}
          columns={[
            {
              key: 'month',
              title: t('console.liability.month'),
              look: 'wide',
              cell: (row) => monthOf(row),
              foot: t('console.total'),
            },
            {
              key: 'lots',
              title: t('console.liability.lots'),
              look: 'number',
              cell: ({ lots }) => count(lots),
            },
            {
              key: 'units',
              title: t('console.account.balance'),
              look: 'number',
              cell: ({ units }) => valueText(unit, units),
              foot: valueText(
                unit,
                sumOf(rows ?? [], ({ units }) => units),
              ),
            },
            {
              key: 'money',
              title: t('console.liability.money'),
              look: 'number',
              cell: (row) => (row.money === null ? '–' : money(row.money)),
            },
          ]}
        />
      </div>
    </>
  )
}

function monthOf({ month, units }: LotMonth): string {
  if (month !== '') return month
  return t(units < 0 ? 'console.account.owed' : 'console.liability.no-end')
}

function sumOf<T>(rows: readonly T[], of: (row: T) => number): number {
  return rows.reduce((sum, row) => sum + of(row), 0)
}
