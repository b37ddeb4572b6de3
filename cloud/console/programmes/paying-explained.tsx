import type { JSX } from 'preact'
import type { PointsExplained } from '#shared/contracts/dry-run.ts'
import { count, money, percent } from '../format.ts'
import { t, word } from '../texts.ts'
import { Facts } from '../ui/facts.tsx'
import { NotAdmitted } from './earning-explained.tsx'

interface PayingExplainedProps {
  readonly explained: PointsExplained
  readonly nameOf: (lineId: string) => string
}

/** What points may pay, limit by limit. */
export function PayingExplained({ explained, nameOf }: PayingExplainedProps): JSX.Element {
  const { paying, balance } = explained
  return (
    <section class="card section" data-name="paying-explained">
      <h2>{t('console.try.paying')}</h2>
      <div class="pad">
        {paying === null && <p class="hint">{t('console.try.paying.off')}</p>}
        {paying !== null && paying.unmet !== null && (
          <p class="notice warn">{word('unmet', paying.unmet)}</p>
        )}
        {paying !== null && <NotAdmitted lines={paying.lines} nameOf={nameOf} />}
        {paying?.needsPin === true && <p class="hint">{t('console.try.paying.pin')}</p>}
      </div>
      {paying !== null && <Facts facts={factsOf(paying, balance)} />}
    </section>
  )
}

function factsOf(paying: NonNullable<PointsExplained['paying']>, balance: number) {
  const { offer, maxShare } = paying
  const share =
    maxShare === null ? '' : ` (${t('console.try.paying.share', { rate: percent(maxShare) })})`
  const rows: [string, string, string][] = [
    ['balance', t('console.try.paying.balance'), count(balance)],
    ['total', t('console.try.paying.total'), money(paying.total)],
    ['admitted', t('console.try.paying.admitted'), money(paying.admitted)],
    ['most', t('console.try.paying.most'), `${money(paying.most)}${share}`],
  ]
  if (offer?.kind === 'rate') {
    const { points, amount } = offer.worth
    const words = t('console.try.paying.rate', { points: count(points), amount: money(amount) })
    rows.push(['rate', t('console.paying.by.rate'), words])
  }
  if (offer?.kind === 'pairs') {
    const pairs = offer.pairs.map(({ price, points }) =>
      t('console.try.paying.rate', { points: count(points), amount: money(price) }),
    )
    rows.push(['pairs', t('console.try.paying.pairs'), pairs.join('\n') || '–'])
  }
  if (offer !== null) {
    const best = t('console.try.paying.best.words', {
      points: count(offer.best.points),
      amount: money(offer.best.amount),
    })
    rows.push(['best', t('console.try.paying.best'), best])
  }
  return rows.map(([key, label, value]) => ({ key, label, value }))
}
