import type { JSX } from 'preact'
import { refusedSales } from '../kept/refused.ts'
import { t } from '../texts.ts'
import './troubles.css'

const namedMost = 3

/** Under the status bar for as long as the hub does not take what this till keeps. */
export function RefusedSales(): JSX.Element | null {
  const refused = refusedSales.value
  const [first] = refused
  if (first === undefined) return null
  const names = refused.slice(0, namedMost).map(({ number, id }) => number ?? id)
  if (refused.length > namedMost) names.push(`+${refused.length - namedMost}`)
  return (
    <ul class="troubles" role="status" data-name="refused-sales">
      <li>
        <strong>{t('till.kept.refused', { what: names.join(', ') })}</strong>{' '}
        <span>{t('till.kept.refused.fix', { reason: first.reason })}</span>
      </li>
    </ul>
  )
}
