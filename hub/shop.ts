import { createHash } from 'node:crypto'
import type { Envelope, HubNoted } from '#shared/contracts/event.ts'
import { StoreProfile } from '#shared/contracts/sync.ts'
import { businessDay } from '#shared/domain/business-day.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { NewEvent } from './journal/append-job.ts'
import type { Boot } from './journal/boot.ts'
import type { Identity } from './journal/job.ts'
import type { Journal, StoredEvent } from './journal/journal.ts'
import type { Replica } from './replica/replica.ts'
import { type Catalogue, createCatalogueCache } from './sales/catalogue-cache.ts'
import type { TillSession } from './tills/session.ts'

/** This store, for whoever sells, refunds or counts in it. */
export interface Shop {
  readonly journal: Journal
  readonly replica: Replica
  readonly clock: () => number
  readonly newId: () => string
  readonly identity: () => Identity
  readonly profile: () => StoreProfile
  /** What is sold and at what price, as of now. */
  readonly catalogue: () => Catalogue
  readonly envelope: (fields: EnvelopeFields) => Envelope
  /** What every envelope says of the moment that it is made in. */
  readonly moment: () => EventMoment
  /** Something about the box itself, for the journal. */
  readonly note: (note: HubNoted['note'], words: string) => NewEvent
  /** May this hub sell, and if not, why not. */
  readonly readiness: () => { readonly selling: boolean; readonly reason: string }
}

export type EventMoment = Pick<Envelope, 'at' | 'bootId' | 'uptimeMs' | 'businessOn' | 'currency'>

type EnvelopeFields = Pick<Envelope, 'id' | 'type'> & {
  /** Null: the hub itself says it. */
  readonly till: TillSession | null
  readonly cashierId: number | null
  readonly shiftId: string | null
} & Partial<Pick<Envelope, 'receipt' | 'tenders' | 'stock' | 'movements' | 'leases' | 'coupons'>>

interface KnownProfile {
  readonly profile: StoreProfile
  /** The replica that it was read from, and what came with the claim. */
  readonly changes: number
  readonly claimed: string
}

export function createShop(deps: {
  readonly journal: Journal
  readonly replica: Replica
  readonly clock: () => number
  readonly newId: () => string
  readonly boot: Boot
  /** Why there is no identity yet, in words. */
  readonly unclaimedReason: () => string
}): Shop {
  const { journal, replica, clock } = deps
  let known: KnownProfile | null = null
  const dayOf = createDayOf()

  const identity = (): Identity => {
    const found = journal.identity()
    if (found !== null) return found
    throw new Failure('unavailable', deps.unclaimedReason())
  }
  // Not at the word that a sync is through: one that the line cuts off has changed the file, too.
  const profile = (): StoreProfile => {
    const now = identity()
    const changes = replica.present ? replica.changes() : 0
    if (known?.changes !== changes || known.claimed !== now.profile) {
      known = { profile: readProfile(now, replica), changes, claimed: now.profile }
    }
    return known.profile
  }

  const moment: Shop['moment'] = () => {
    const at = clock()
    const { store, company } = profile()
    return {
      at,
      bootId: deps.boot.bootId,
      uptimeMs: deps.boot.uptimeMs(),
      businessOn: dayOf(at, store.timeZone),
      currency: company.currency,
    }
  }
  const envelope: Shop['envelope'] = ({ id, type, till, cashierId, shiftId, ...rest }) => {
    return {
      v: 1,
      id,
      type,
      ...moment(),
      till: till?.code ?? null,
      shiftId,
      cashierId,
      receipt: null,
      movements: [],
      tenders: [],
      stock: [],
      leases: [],
      word: null,
      coupons: [],
      ...rest,
    }
  }

  return {
    journal,
    replica,
    clock,
    newId: deps.newId,
    identity,
    profile,
    catalogue: createCatalogueCache(replica, () => {
      const { store, company } = profile()
      return { timeZone: store.timeZone, currency: company.currency }
    }),
    envelope,
    moment,
    note(note, words) {
      const of = { id: deps.newId(), type: 'hub.noted', till: null } as const
      const payload: HubNoted = { v: 1, note, words }
      return {
        envelope: envelope({ ...of, cashierId: null, shiftId: null }),
        payload,
        requestHash: '',
      }
    },
    readiness() {
      if (journal.identity() === null) return { selling: false, reason: deps.unclaimedReason() }
      if (!replica.present) return { selling: false, reason: noReplica }
      return { selling: true, reason: '' }
    },
  }
}

const QUARTER_MS = 15 * 60_000

/** Midnight falls on a quarter of an hour in every zone, so one answer holds for all of a quarter. */
function createDayOf(): typeof businessDay {
  let quarter = -1
  let zone = ''
  let day = ''
  return (at, timeZone) => {
    const now = Math.floor(at / QUARTER_MS)
    if (now !== quarter || timeZone !== zone) day = businessDay(at, timeZone)
    quarter = now
    zone = timeZone
    return day
  }
}

const noReplica =
  'This hub has no products and prices yet: it fetches its first copy from the cloud.'

/** The feed's is newer than what came with the claim. */
function readProfile(identity: Identity, replica: Replica): StoreProfile {
  const claimed = StoreProfile.parse(JSON.parse(identity.profile))
  if (!replica.present) return claimed
  try {
    return replica.storeProfile(claimed.store.id)
  } catch (error) {
    // A feed that does not hold this store yet: what the claim said still holds.
    if (error instanceof Failure && error.code === 'not-found') return claimed
    throw error
  }
}

/** What a till asked for, to tell a repeat from another request under the same id. */
export function requestHash(kind: string, request: unknown): string {
  return createHash('sha256')
    .update(`${kind}\n${JSON.stringify(request)}`)
    .digest('hex')
}

/** The event of an earlier try with this id; throws `conflict` if it was another request. */
export function earlierTry(journal: Journal, id: string, hash: string): StoredEvent | null {
  const event = journal.eventById(id)
  if (event !== null && event.requestHash !== hash) throw otherContent(id)
  return event
}

export function otherContent(id: string): Failure {
  return new Failure(
    'conflict',
    `${id} was saved before with other content; ask for it by GET, or take a new id for a new request`,
    { extra: { conflict: 'other-content' } },
  )
}
