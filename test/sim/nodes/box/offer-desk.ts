import type { TillLan } from '../../messages.ts'
import type { Address } from '../../network.ts'
import type { BoxSite } from './box-site.ts'
import type { Draft } from './drafts.ts'
import type { JournalWriter } from './journal-writer.ts'
import type { Process } from './process.ts'
import type { Projections } from './projections.ts'
import type { TillLine } from './till-line.ts'

/** Takes the sales that a till kept because the cloud does not have them yet (spine B2.8). */
export interface OfferDesk {
  take(kept: Offered, from: Address): void
}

type Offered = Extract<TillLan, { kind: 'offer' }>['kept']

/** The till hears where its sales are when they are durable. */
const TELL_AFTER_MS = 20

export function createOfferDesk(
  { world }: BoxSite,
  parts: {
    readonly process: Process
    readonly projections: Projections
    readonly tillLine: TillLine
    readonly writer: JournalWriter
  },
): OfferDesk {
  const { reach } = world
  const { process, projections, tillLine, writer } = parts

  function missing(kept: Offered): Draft[] {
    const drafts: Draft[] = []
    for (const { record, places } of kept) {
      const { id, type, at, hash, firstHash } = record
      const body = { ...record.body, places }
      if (projections.placeOf(id) !== undefined) continue
      reach('hub: a kept sale is taken from a till')
      drafts.push({ id, type, at, body, firstHash: firstHash ?? hash })
    }
    return drafts
  }

  function placesOf(kept: Offered) {
    return kept.flatMap(({ record: { id } }) => {
      const place = projections.placeOf(id)
      return place === undefined ? [] : [{ id, seq: place.seq }]
    })
  }

  return {
    take(kept, from) {
      // An old image states no places.
      if (projections.isProvisional()) {
        reach('hub: an old image takes no kept sale')
        return
      }
      writer.enqueue(() => {
        // In the next transaction: this one may still be lost.
        writer.enqueue(() => {
          const found = placesOf(kept)
          process.later(TELL_AFTER_MS, () => {
            const cloud = tillLine.mark()
            tillLine.send(from, { kind: 'where', found, cloud, head: projections.head() })
          })
          return []
        })
        return missing(kept)
      })
    },
  }
}
