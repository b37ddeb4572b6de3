import type { Logger } from 'pino'
import { MAX_PUSH_EVENTS, type PushAnswer } from '#shared/contracts/sync.ts'
import { Failure } from '#shared/domain/failure.ts'
import { type HubHistory, hashIn, hearSession } from '#shared/journal/history.ts'
import { judgeChain, lastUpTo, placeBatch } from '#shared/journal/ingest.ts'
import type { Head } from '#shared/journal/record.ts'
import type { GroupDatabase } from '../db/open.ts'
import type { HubRow } from '../hubs/store.ts'
import { applySlices } from './apply-slices.ts'
import { pushConflict, sessionConflict } from './conflict.ts'
import { readHistory } from './history.ts'
import { createPace } from './pace.ts'
import { InvalidEnvelope, type ReadEvent, readEvents } from './read-events.ts'
import { currencyOf, stopHub } from './store.ts'
import { unpack } from './unpack.ts'

export interface Push {
  readonly hub: HubRow
  readonly epoch: number
  readonly firstSeq: number
  /** The one that the hub's handshake opened; '' = none. */
  readonly session: string
  /** Hash of the last event, as the hub has it. */
  readonly headHash: string
  readonly packed: Uint8Array
}

export interface Ingest {
  /** Takes a batch into the books; the same batch again changes nothing. */
  push(group: GroupDatabase, push: Push): Promise<PushAnswer>
}

export interface IngestDeps {
  readonly clock: () => number
  readonly log: Logger
  /** After a commit: what hubs have new in their streams. */
  readonly deliver: (group: GroupDatabase, hubs: Iterable<number>) => void
}

/** Each may hold 64 MiB of unpacked events. */
const pushesAtOnceMax = 8

export function createIngest({ clock, log, deliver }: IngestDeps): Ingest {
  const inWork = new Set<string>()

  return {
    async push(group, push) {
      const key = `${group.group}/${push.hub.id}`
      if (inWork.has(key) || inWork.size >= pushesAtOnceMax) {
        const why = inWork.has(key) ? 'an earlier push of this hub is' : 'many pushes are'
        throw new Failure('unavailable', `Not now: ${why} in work; send it again in a moment.`)
      }
      inWork.add(key)
      try {
        const { head, rest, ...about } = await readPush(group, push)
        if (rest.length === 0) {
          deliver(group, [push.hub.id])
          return { cloudSeq: head.seq, hash: head.hash, quarantined: 0 }
        }
        return await applySlices(
          group,
          { ...about, push, rest, after: head.seq },
          { clock, deliver },
        )
      } catch (error) {
        if (!(error instanceof InvalidEnvelope)) throw error
        log.error({ group: group.group, hub: push.hub.id, reason: error.message }, 'hub stopped')
        await stopHub(group, push.hub.id, error.message)
        throw stopped(push.hub.id, error.message)
      } finally {
        inWork.delete(key)
      }
    },
  }
}

/** What of a push is new, checked against what is in the books. */
async function readPush(group: GroupDatabase, push: Push) {
  const { hub, epoch, firstSeq, session, packed } = push
  if (hub.state === 'stopped') throw stopped(hub.id, hub.stateReason)
  const history = readHistory(group.readHot(), hub.id)
  const branch = history?.branch(history.epoch)
  if (history === undefined || branch === undefined) throw new Error(`hub ${hub.id} has no head`)
  const { head } = branch
  const placing = placeBatch(head, { epoch, firstSeq })
  if (placing.outcome === 'other-epoch') {
    throw pushConflict('epoch', head, `Hub ${hub.id} is in epoch ${head.epoch}, not ${epoch}.`)
  }
  if (hearSession(branch, session) === undefined) throw sessionConflict(hub.id, head)
  if (placing.outcome === 'gap') {
    const words = `Events ${placing.expectedSeq} to ${firstSeq - 1} are missing.`
    throw pushConflict('gap', head, words)
  }
  const pace = createPace()
  const events = await readEvents({
    text: await unpack(packed),
    hubId: hub.id,
    epoch,
    firstSeq,
    pace,
    prev: hashIn(history, epoch, firstSeq - 1) ?? '',
    currency: await currencyOf(group.db, hub.companyId),
  })
  return { head, pace, rest: freshOf(push, { head, events, history }) }
}

interface Known {
  readonly history: HubHistory
  readonly head: Head
  readonly events: readonly ReadEvent[]
}

/** What is new in a batch that continues the hub's chain as the cloud knows it, event by event. */
function freshOf({ epoch, headHash }: Push, { history, head, events }: Known) {
  if (events.length === 0) throw new Failure('invalid', 'The batch holds no event.')
  if (events.length > MAX_PUSH_EVENTS) {
    throw new Failure('too-large', `${events.length} events; send at most ${MAX_PUSH_EVENTS}.`)
  }
  const overlap = lastUpTo(events, head.seq)
  const hashAtOverlap = overlap && hashIn(history, epoch, overlap.seq)
  const judged = judgeChain(head.seq, { records: events, headHash }, hashAtOverlap)
  switch (judged.outcome) {
    case 'apply':
      return judged.fresh
    case 'repeated':
      return []
    case 'fork': {
      const { seq } = judged
      const words =
        seq <= head.seq
          ? `Event ${seq} is in the books with another hash.`
          : `The hub's hash of event ${seq} does not follow from ours.`
      throw pushConflict('fork', head, words)
    }
  }
}

function stopped(hubId: number, reason: string): Failure {
  return new Failure(
    'invalid',
    `Hub ${hubId} is stopped: ${reason}. Nothing of it is taken until HQ resumes it.`,
    { extra: { reason: 'stopped' } },
  )
}
