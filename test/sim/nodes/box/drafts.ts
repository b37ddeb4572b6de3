import type { Envelope } from '#shared/contracts/event.ts'
import type { RecordDraft } from '#shared/journal/append.ts'
import { type EventDraft, envelopeOf } from '#shared/value/hub/event-draft.ts'
import { envelope, type SimBody, type SimPayload, type SimRecord } from '../../messages.ts'
import type { BoxSite } from './box-site.ts'

/** A record to be, and what happens once it is durable. */
export type Draft = RecordDraft<SimBody> & { readonly onDurable?: (record: SimRecord) => void }

export const noDrafts: readonly Draft[] = []

/** What every envelope says of the moment it was made in. */
export type Moment = Pick<Envelope, 'id' | 'at' | 'bootId' | 'uptimeMs' | 'businessOn' | 'currency'>

export interface Drafts {
  moment(eventId: string): Moment
  atTill(eventId: string, till: string): Moment & Pick<Envelope, 'till' | 'shiftId'>
  /** What the hub decided about a lease or a right. */
  word(decision: EventDraft, onDurable?: (record: SimRecord) => void): Draft
  words(decisions: readonly EventDraft[]): Draft[]
  note(kind: 'epoch-opened' | 'old-image-witnessed'): Draft
}

export function createDrafts({ world, id, store, clock }: BoxSite): Drafts {
  const { reach } = world

  function moment(eventId: string): Moment {
    // A clock may jump to before 1970; a contract's instant may not.
    const at = Math.max(0, clock.wall())
    return {
      id: eventId,
      at,
      bootId: clock.bootId(),
      uptimeMs: clock.uptime(),
      businessOn: world.dayOf(at),
      currency: 'MNT',
    }
  }

  function word(decision: EventDraft, onDurable?: (record: SimRecord) => void): Draft {
    const said = envelopeOf(decision, moment(world.nextId(`${id}`)))
    const draft = draftOf(said, { ...decision.payload, total: 0, poison: false })
    if (decision.word === null) reach(`hub: ${decision.type}${decision.keeps ? ' (kept)' : ''}`)
    else reach(`hub: ${decision.type} (${decision.word.reason})`)
    return onDurable === undefined ? draft : { ...draft, onDurable }
  }

  return {
    moment,
    // A shift is named by its till and day.
    atTill(eventId, till) {
      const now = moment(eventId)
      return { ...now, till, shiftId: `S${store}/${till}/${now.businessOn}` }
    },
    word,
    words: (decisions) => decisions.map((decision) => word(decision)),
    note(kind) {
      const said = envelope({ ...moment(world.nextId(`${id}`)), type: 'hub.noted' })
      return draftOf(said, { v: 1, total: 0, poison: false, note: kind })
    },
  }
}

/** `requestHash`: of what a till asked for; empty where the hub speaks for itself. */
export function draftOf(said: Envelope, payload: SimPayload, requestHash = ''): Draft {
  const { id, type, at } = said
  return { id, type, at, body: { envelope: said, payload, requestHash } }
}
