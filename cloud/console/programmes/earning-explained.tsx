import type { JSX } from 'preact'
import type { EarnStep, PointsExplained } from '#shared/contracts/dry-run.ts'
import { count, dayAndTime, money, percent } from '../format.ts'
import { timeZone } from '../session.ts'
import { t, word } from '../texts.ts'
import { Table } from '../ui/table.tsx'

interface ExplainedProps {
  readonly explained: PointsExplained
  readonly nameOf: (lineId: string) => string
}

/** Each number of points with its rule, its line and what was rounded. */
export function EarningExplained({ explained, nameOf }: ExplainedProps): JSX.Element {
  const { earning } = explained
  return (
    <section class="card section" data-name="earning-explained">
      <h2>{t('console.try.earning')}</h2>
      <div class="pad">
        {earning === null && <p class="hint">{t('console.try.earning.off')}</p>}
        {earning !== null && earning.unmet !== null && (
          <p class="notice warn">{word('unmet', earning.unmet)}</p>
        )}
        {earning !== null && <NotAdmitted lines={earning.lines} nameOf={nameOf} />}
        {earning !== null && earning.points > 0 && (
          <p class="hint">
            {earning.endsAt === null
              ? t('console.try.never-ends')
              : t('console.try.ends', { at: dayAndTime(earning.endsAt, timeZone.value) })}
          </p>
        )}
      </div>
      {earning !== null && earning.unmet === null && (
        <Table
          caption={t('console.try.earning')}
          name="steps"
          rows={earning.steps}
          rowKey={(step) => `${step.by} ${'lineId' in step ? step.lineId : ''} ${step.ruleId}`}
          empty={t('console.try.earning.none')}
          columns={[
            {
              key: 'rule',
              title: t('console.movement.rule'),
              look: 'nowrap',
              cell: ({ ruleId }) => <code>{ruleId}</code>,
            },
            {
              key: 'line',
              title: t('console.try.line'),
              cell: (step) => ('lineId' in step ? nameOf(step.lineId) : t('console.try.whole')),
              foot: t('console.total'),
            },
            {
              key: 'points',
              title: t('console.try.number'),
              look: 'number',
              cell: ({ points }) => count(points),
              foot: count(earning.points),
            },
            { key: 'why', title: t('console.try.why'), look: 'wide', cell: whyOf },
          ]}
        />
      )}
    </section>
  )
}

export function NotAdmitted({
  lines,
  nameOf,
}: {
  readonly lines: readonly { readonly lineId: string; readonly admitted: boolean }[]
  readonly nameOf: (lineId: string) => string
}): JSX.Element | null {
  const out = lines.filter(({ admitted }) => !admitted)
  if (out.length === 0) return null
  const names = out.map(({ lineId }) => nameOf(lineId)).join(', ')
  return <p class="hint">{t('console.try.not-admitted', { lines: names })}</p>
}

function whyOf(step: EarnStep): string {
  switch (step.by) {
    case 'total':
      return t('console.try.by.total', {
        amount: money(step.amount),
        per: money(step.perAmount),
        steps: count(step.steps),
        each: count(step.each),
        left: money(step.left),
      })
    case 'percent':
      return t('console.try.by.percent', {
        rate: percent(step.rate),
        amount: money(step.amount),
        whose: t(`console.try.rate.${step.rateOf}`, { level: step.level ?? '' }),
        points: count(step.worth.points),
        worth: money(step.worth.amount),
        exact: step.exact,
      })
    case 'piece':
      return t('console.try.by.piece', { steps: count(step.steps), each: count(step.each) })
    case 'price':
      return t('console.try.by.price', {
        amount: money(step.amount),
        price: money(step.price),
        steps: count(step.steps),
        each: count(step.each),
        left: money(step.left),
      })
  }
}
