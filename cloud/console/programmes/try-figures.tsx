import type { JSX } from 'preact'
import type { PricedBasket } from '#shared/contracts/basket.ts'
import type { PointsExplained } from '#shared/contracts/dry-run.ts'
import { count, money } from '../format.ts'
import { t } from '../texts.ts'
import { Figures } from '../ui/figures.tsx'

interface TryFiguresProps {
  readonly priced: PricedBasket
  readonly explained: PointsExplained | undefined
}

export function TryFigures({ priced, explained }: TryFiguresProps): JSX.Element {
  const best = explained?.paying?.offer?.best.amount
  return (
    <Figures
      look="three"
      figures={[
        { key: 'total', label: t('console.try.total'), value: money(priced.total) },
        {
          key: 'earns',
          label: t('console.try.earns'),
          value: count(explained?.earning?.points ?? 0),
        },
        {
          key: 'pays',
          label: t('console.try.pays'),
          value: best === undefined ? '–' : money(best),
        },
      ]}
    />
  )
}
