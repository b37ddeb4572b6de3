import type { Logger } from 'pino'
import { MAX_PUSH_EVENTS, type PushAnswer, type PushStopped } from '#shared/contracts/sync.ts'
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
import { type ReadBatch, readEvents } from './read-events.ts'
import { awaitUpgrade, currencyOf, stopHub } from './store.ts'
import { sliceBodies, unpack } from './unpack.ts'

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
  /**
   * Takes a batch into the books; the same batch again changes nothing. Throws where one of its events
   * stops the hub's stream: those before it are in the books then.
   */
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
        const { head, rest, stop, pace } = await readPush(group, push)
        let answer: PushAnswer = { cloudSeq: head.seq, hash: head.hash, quarantined: 0 }
        if (rest.length === 0) deliver(group, [push.hub.id])
        else {
          const read = { push, rest, after: head.seq, pace }
          answer = await applySlices(group, read, { clock, deliver })
        }
        if (stop === null) return answer
        const { seq, reason, words } = stop
        const about = { group: group.group, hub: push.hub.id, reason, seq, words }
        log.error(about, 'an event stops its hub')
        const { cloudSeq } = answer
        const what = { hub: push.hub, words: `event ${seq}: ${words}`, at: clock() }
        if (reason === 'cloud-older') {
          await awaitUpgrade(group, what)
          throw cloudOlder(`Event ${seq}: ${words}.`, cloudSeq)
        }
        await stopHub(group, what)
        throw stopped(push.hub.id, { why: what.words, cloudSeq })
      } finally {
        inWork.delete(key)
      }
    },
  }
}

/** What of a push is new, checked against what is in the books. */
async function readPush(group: GroupDatabase, push: Push) {
  const { hub, epoch, firstSeq, session, packed } = push
  const history = readHistory(group.readHot(), hub.id)
  const branch = history?.branch(history.epoch)
  if (history === undefined || branch === undefined) throw new Error(`hub ${hub.id} has no head`)
  const { head } = branch
  if (hub.state === 'stopped') {
    throw stopped(hub.id, { why: hub.stateReason, cloudSeq: head.seq })
  }
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
  const text = await unpack(packed)
  const slices = sliceBodies(text)
  if (slices.length === 0) throw new Failure('invalid', 'The batch holds no event.')
  if (slices.length > MAX_PUSH_EVENTS) {
    throw new Failure('too-large', `${slices.length} events; send at most ${MAX_PUSH_EVENTS}.`)
  }
  const batch = await readEvents({
    slices,
    text,
    hubId: hub.id,
    epoch,
    firstSeq,
    pace,
    prev: hashIn(history, epoch, firstSeq - 1) ?? '',
    currency: await currencyOf(group.db, hub.companyId),
  })
  return { head, pace, stop: batch.stop, rest: freshOf(push, { head, batch, history }) }
}

interface Known {
  readonly history: HubHistory
  readonly head: Head
  readonly batch: ReadBatch
}

/** What is new in a batch that continues the hub's chain as the cloud knows it, event by event. */
function freshOf({ epoch, headHash }: Push, { history, head, batch }: Known) {
  const { events, end } = batch
  const overlap = lastUpTo(events, head.seq)
  const hashAtOverlap = overlap && hashIn(history, epoch, overlap.seq)
  const judged = judgeChain(head.seq, { records: events, headHash, end }, hashAtOverlap)
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

function stopped(
  hubId: number,
  { why, cloudSeq }: { readonly why: string; readonly cloudSeq: number },
): Failure {
  const extra: PushStopped = { reason: 'stopped', cloudSeq }
  const words = `Hub ${hubId} is stopped: ${why}. No more of it is taken until HQ resumes it.`
  return new Failure('invalid', words, { extra })
}

function cloudOlder(words: string, cloudSeq: number): Failure {
  const extra: PushStopped = { reason: 'cloud-older', cloudSeq }
  return new Failure('unavailable', words, { extra })
}
