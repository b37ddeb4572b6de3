import type { JSX } from 'preact'
import type { ImportReport, LineProblem } from '../../import/report.ts'
import { count } from '../format.ts'
import { t } from '../texts.ts'
import { Figures } from '../ui/figures.tsx'
import { type Column, Table } from '../ui/table.tsx'

const outcomes = ['read', 'created', 'updated', 'unchanged', 'rejected'] as const

/** What became of each line: good ones are in, bad ones are named with what to do. */
export function ImportResult({ report }: { readonly report: ImportReport }): JSX.Element {
  const { rejected, problems, problemCount } = report
  return (
    <div class="results">
      <p class={`notice ${rejected > 0 ? 'warn' : 'good'}`} role="status" data-name="import-said">
        {t(rejected > 0 ? 'console.import.some' : 'console.import.all', {
          good: count(report.read - rejected),
          bad: count(rejected),
        })}
      </p>
      <Figures
        figures={outcomes.map((outcome) => ({
          key: outcome,
          label: t(`console.import.${outcome}`),
          value: count(report[outcome]),
        }))}
      />
      {problems.length > 0 && (
        <Table
          caption={t('console.import.problems')}
          name="problems"
          rows={problems}
          rowKey={({ line, column, value, reason }) => `${line} ${column} ${value} ${reason}`}
          empty=""
          columns={columns()}
        />
      )}
      {problemCount > problems.length && (
        <p class="hint">
          {t('console.import.cut', { shown: count(problems.length), all: count(problemCount) })}
        </p>
      )}
    </div>
  )
}

function columns(): Column<LineProblem>[] {
  return [
    {
      key: 'line',
      title: t('console.import.line'),
      look: 'nowrap',
      cell: ({ line }) => count(line),
    },
    {
      key: 'column',
      title: t('console.import.column'),
      look: 'nowrap',
      cell: ({ column }) => <code>{column}</code>,
    },
    {
      key: 'value',
      title: t('console.import.value'),
      cell: ({ value }) => (value === '' ? <em>{t('console.import.empty')}</em> : value),
    },
    {
      key: 'reason',
      title: t('console.import.reason'),
      look: 'wide',
      cell: ({ reason }) => reason,
    },
    {
      key: 'fix',
      title: t('console.import.fix'),
      look: 'wide',
      cell: ({ fix }) => fix,
    },
  ]
}
