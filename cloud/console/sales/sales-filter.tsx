import type { JSX } from 'preact'
import { setQuery } from '../route.ts'
import { stores } from '../session.ts'
import { t } from '../texts.ts'
import { ChoiceField, DayField } from '../ui/fields.tsx'
import { Segments } from '../ui/segments.tsx'
import { type Period, presets } from './period.ts'
import { groupings, type SalesQuery } from './report.ts'

interface SalesFilterProps {
  readonly period: Period
  readonly asked: SalesQuery
}

export function SalesFilter({ period, asked }: SalesFilterProps): JSX.Element {
  const { from, to } = period
  const setDays = (days: { from?: string; to?: string }) => {
    // A cleared field is no day: the period stays.
    if (Object.values(days).every((day) => day !== ''))
      setQuery({ from, to, ...days, period: 'custom' })
  }
  return (
    <section class="filters" aria-label={t('console.filter')}>
      <Segments
        label={t('console.period')}
        value={period.preset}
        options={presets.map((value) => ({ value, text: t(`console.period.${value}`) }))}
        onChoose={(preset) =>
          setQuery(
            preset === 'custom'
              ? { period: preset, from, to }
              : { period: preset, from: undefined, to: undefined },
          )
        }
      />
      <div class="filter-row">
        <DayField
          label={t('console.from')}
          name="from"
          value={from}
          onChange={(day) => setDays({ from: day })}
        />
        <DayField
          label={t('console.to')}
          name="to"
          value={to}
          onChange={(day) => setDays({ to: day })}
        />
        <ChoiceField
          label={t('console.store')}
          name="store"
          value={asked.storeId === undefined ? '' : String(asked.storeId)}
          options={[
            { value: '', text: t('console.store.all') },
            ...stores.value.map(({ id, code, name }) => ({
              value: String(id),
              text: `${code} · ${name}`,
            })),
          ]}
          onChange={(store) => setQuery({ store })}
        />
      </div>
      <Segments
        label={t('console.sales.by')}
        value={asked.by}
        options={groupings.map((value) => ({ value, text: t(`console.sales.by.${value}`) }))}
        onChoose={(by) => setQuery({ by })}
      />
    </section>
  )
}
