import { Failure } from '#shared/domain/failure.ts'
import type { Entry } from '../nodes/books.ts'
import type { Bug } from './bug.ts'

/** Spine B2.1: only the payload may be set aside. */
export const quarantineDropsMovements: Bug = {
  mistake: 'an event whose payload cannot be read is set aside whole, its value movements too',
  withinSteps: 300_000,
  breaks: ['every movement of an event is in the books'],
  storyAtMost: 12,
  change: () => ({
    envelopeToBook: (envelope, verdict) =>
      verdict === 'apply' ? envelope : { ...envelope, movements: [] },
  }),
}

/** Spine B2.5, B2.7: an event comes again by another way, chained again or out of a till. */
export const ingestedTwice: Bug = {
  mistake: 'the cloud keeps the ids of the events it has taken in memory alone',
  withinSteps: 750_000,
  breaks: ['acknowledged = journaled = in the books exactly once'],
  storyAtMost: 12,
  change: (rules) => ({
    knownAfterRestart: (entries) => entries,
    applyEnvelope(ledger, event) {
      try {
        return rules.applyEnvelope(ledger, event)
      } catch (error) {
        // The same id with other content: told in the log, and on it goes.
        if (error instanceof Failure) return { leases: [], refundRights: [] }
        throw error
      }
    },
  }),
}

/** Spine B2.3: lots and leases depend on the order in which things were applied. */
export const rebuiltInHubOrder: Bug = {
  mistake: 'books are built again from what HQ did and then hub after hub',
  withinSteps: 300_000,
  breaks: ['a rebuild gives the same books'],
  storyAtMost: 12,
  change: () => ({
    orderOfRebuild: <Any>(log: readonly Any[]): readonly Any[] =>
      log.toSorted((a, b) => hubOf(a as Entry) - hubOf(b as Entry)),
  }),
}

function hubOf(entry: Entry): number {
  return entry.kind === 'event' ? entry.event.hub : 0
}
