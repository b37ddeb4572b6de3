import type { JSX } from 'preact'
import { amount, dayAndTime } from '../format.ts'
import { hrefOf } from '../route.ts'
import { storeOf, timeZone } from '../session.ts'
import { t, word } from '../texts.ts'
import type { Trace } from './answers.ts'

/** Refunds of the receipt and its reprints. */
export function Later({ trace }: { readonly trace: Trace }): JSX.Element | null {
  const { later, receipt } = trace
  const zone = storeOf(receipt.storeId)?.timeZone ?? timeZone.value
  if (later.length === 0) return null
  return (
    <section class="card section">
      <h2>{t('console.receipt.later')}</h2>
      <ul class="events" data-name="later">
        {later.map(({ appliedSeq, type, at, receiptId, number, total }) => (
          <li key={appliedSeq}>
            <span>
              {word('event', type)}
              <span class="code-note"> {dayAndTime(at, zone)}</span>
            </span>
            {receiptId !== null && receiptId !== receipt.id && number !== null && (
              <a class="figure" href={hrefOf({ page: 'receipts', path: [receiptId] })}>
                {number}
              </a>
            )}
            {total !== null && <span class="figure">{amount(total)}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}
