import type { HubHead } from '#shared/contracts/witness.ts'
import type { BoxSite } from './box-site.ts'
import type { BoxTime } from './box-time.ts'
import type { Census } from './census.ts'
import { type Drafts, noDrafts } from './drafts.ts'
import type { Handshake } from './handshake.ts'
import type { JournalWriter } from './journal-writer.ts'
import type { LeaseEnds } from './lease-ends.ts'
import type { Projections } from './projections.ts'

/** Whoever has seen more of this journal than the disk holds tells that the disk is an old image. */
export interface Witness {
  /** `seen`: the last place that this till knows of; null = none. */
  fromTill(till: string, seen: HubHead | null): void
  oldImage(): void
}

export function createWitness(
  { world, disk }: BoxSite,
  parts: {
    readonly projections: Projections
    readonly time: BoxTime
    readonly census: Census
    readonly leaseEnds: LeaseEnds
    readonly handshake: Handshake
    readonly drafts: Drafts
    readonly writer: JournalWriter
  },
): Witness {
  const { rules, reach } = world
  const { projections, time, census, leaseEnds, handshake, drafts, writer } = parts
  const { isProvisional } = projections

  function isKnown(seen: HubHead): boolean {
    const hashesAt = (seq: number) => disk.journal.at(seq - 1)
    const journal = { head: projections.head(), prunedSeq: 0, hashesAt }
    return rules.isWitnessed(journal, seen) === 'known'
  }

  function oldImage(): void {
    time.forget()
    if (isProvisional()) return
    writer.enqueue(() => (isProvisional() ? noDrafts : [drafts.note('old-image-witnessed')]))
    handshake.hello()
  }

  return {
    oldImage,
    fromTill(till, seen) {
      // Another hub's history says nothing of this one; the answer tells the till where it stands.
      if (seen !== null && seen.hub !== disk.identity.hub) return
      if (seen !== null && !isKnown(seen)) {
        reach('hub: a till witnesses an old image')
        oldImage()
      } else if (census.hear(till)) {
        reach('hub: all tills vouch for the disk')
        leaseEnds.closeOrphans()
      }
    },
  }
}
