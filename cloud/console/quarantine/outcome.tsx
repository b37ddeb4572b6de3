import type { JSX } from 'preact'
import { hrefOf } from '../route.ts'
import { t, word } from '../texts.ts'
import type { Released, RepairAnswer } from './answers.ts'

/** What a repair let go, in its order, and what turned out to be wrong itself. */
export function Outcome({ answer }: { readonly answer: RepairAnswer }): JSX.Element | null {
  const { released, refused } = answer
  // A dismissed event that nothing waited for.
  if (released.length === 0 && refused.length === 0) return null
  return (
    <section class="card section" role="status" data-name="outcome">
      {released.length > 0 && <h2>{t('console.quarantine.released')}</h2>}
      {released.length > 0 && (
        <ol class="released pad" data-name="released">
          {released.map((event) => (
            <Line key={event.appliedSeq} event={event} page="receipts" />
          ))}
        </ol>
      )}
      {refused.length > 0 && <h2>{t('console.quarantine.refused')}</h2>}
      {refused.length > 0 && (
        <ol class="released pad" data-name="refused">
          {refused.map((event) => (
            <Line key={event.appliedSeq} event={event} page="quarantine" />
          ))}
        </ol>
      )}
    </section>
  )
}

interface LineProps {
  readonly event: Released
  readonly page: 'receipts' | 'quarantine'
}

function Line({ event, page }: LineProps): JSX.Element {
  const { appliedSeq, type, receiptId, reason } = event
  const target = page === 'receipts' ? receiptId : String(appliedSeq)
  const words = `${word('event', type)} · ${appliedSeq}`
  return (
    <li>
      {target === null ? words : <a href={hrefOf({ page, path: [target] })}>{words}</a>}
      {reason !== undefined && <span class="code-note"> {reason}</span>}
    </li>
  )
}
