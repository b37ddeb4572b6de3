import type { JSX } from 'preact'
import { dayAndTime } from '../format.ts'
import { storeOf, timeZone } from '../session.ts'
import { t } from '../texts.ts'
import { Facts } from '../ui/facts.tsx'
import type { Trace } from './answers.ts'

/** Where the receipt came from: box, place in its journal, the batch that brought it. */
export function Origin({ trace }: { readonly trace: Trace }): JSX.Element {
  const { hub, event, batch, receipt } = trace
  const zone = storeOf(receipt.storeId)?.timeZone ?? timeZone.value
  return (
    <section class="card section">
      <h2>{t('console.receipt.origin')}</h2>
      <Facts
        facts={[
          { key: 'hub', label: t('console.hub'), value: hub.name },
          {
            key: 'position',
            label: t('console.receipt.position'),
            value: t('console.receipt.position.of', {
              epoch: event.epoch,
              seq: event.seq,
            }),
          },
          {
            key: 'batch',
            label: t('console.receipt.batch'),
            value: t('console.receipt.batch.of', {
              id: batch.id,
              first: batch.firstSeq,
              last: batch.lastSeq,
            }),
          },
          {
            key: 'received',
            label: t('console.receipt.received'),
            value: dayAndTime(batch.receivedAt, zone),
          },
          ...(event.correctedAt === null
            ? [
                {
                  key: 'clock',
                  label: t('console.receipt.clock'),
                  value: t('console.receipt.clock.unknown'),
                },
              ]
            : []),
          {
            key: 'shift',
            label: t('console.receipt.shift'),
            value: <span class="hash">{receipt.shiftId ?? '–'}</span>,
          },
          {
            key: 'id',
            label: t('console.receipt.id'),
            value: <span class="hash">{receipt.id}</span>,
          },
          {
            key: 'hash',
            label: t('console.receipt.hash'),
            value: <span class="hash">{event.hash}</span>,
          },
        ]}
      />
    </section>
  )
}
