import type { JSX } from 'preact'
import '../programmes/programmes.css'
import { route, setQuery } from '../route.ts'
import '../sales/sales.css'
import { t } from '../texts.ts'
import { Page } from '../ui/page.tsx'
import { Segments } from '../ui/segments.tsx'
import { Months } from './months.tsx'
import { RollForwardPart } from './roll-forward.tsx'

const parts = ['roll-forward', 'ages', 'expiring'] as const

/** What the company owes in stored value: carried forward, by age, and by the month of its end. */
export function LiabilityPage(): JSX.Element {
  const part = parts.find((name) => name === route.value.query['part']) ?? 'roll-forward'
  return (
    <Page title={t('console.nav.liability')} note={t('console.liability.note')}>
      <section class="filters" aria-label={t('console.filter')}>
        <Segments
          label={t('console.liability.part')}
          value={part}
          options={parts.map((value) => ({ value, text: t(`console.liability.${value}`) }))}
          onChoose={(value) => setQuery({ part: value === 'roll-forward' ? undefined : value })}
        />
      </section>
      {part === 'roll-forward' ? <RollForwardPart /> : <Months part={part} />}
    </Page>
  )
}
