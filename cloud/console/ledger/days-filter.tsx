import type { JSX } from 'preact'
import { route, setQuery } from '../route.ts'
import { t } from '../texts.ts'
import { DayField } from '../ui/fields.tsx'

/** From and to, both open where they are empty. */
export function DaysFilter(): JSX.Element {
  const { from = '', to = '' } = route.value.query
  return (
    <section class="filters" aria-label={t('console.filter')}>
      <div class="filter-row">
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
        <p class="hint beside">{t('console.days.hint')}</p>
      </div>
    </section>
  )
}
