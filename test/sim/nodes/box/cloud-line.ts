import type { Position } from '#shared/journal/record.ts'
import type { HubSession } from '#shared/value/hub/receive.ts'
import type { PushLine, SimRecord } from '../../messages.ts'
import { MINUTE_MS } from '../../virtual-day.ts'
import type { BoxSite } from './box-site.ts'
import type { Contract } from './contract.ts'

/** The session with the cloud, and the journal going up through it. */
export interface CloudLine {
  session(): HubSession | null
  /** How far the cloud has this journal; null = it has not said so since the start. */
  reached(): Position | null
  /** The cloud has said something, be it about the journal or in a feed. */
  noteHeard(): void
  /** Nothing was heard for a good while. */
  isSilent(): boolean
  open(session: HubSession, sendFrom: number): void
  end(): void
  /** Sends what is durable and not there yet; `first` sends even nothing. */
  push(first?: boolean): void
  /** Undefined: an answer to another session. */
  hear(answer: BatchAnswer): BatchAnswer['outcome'] | undefined
  start(): void
}

export type BatchAnswer = Extract<PushLine, { kind: 'batch-answer' }>

const BATCH_MAX = 50
/** A batch without an answer is sent again after that time. */
const ANSWER_MS_MAX = 10_000
/** Longer than two beats. */
const SILENT_MS = 20 * MINUTE_MS

export function createCloudLine({ world, address, disk }: BoxSite, contract: Contract): CloudLine {
  const { agenda, network } = world
  let session: HubSession | null = null
  let reached: Position | null = null
  let pushedAt = -Infinity
  let heardAt = agenda.now()

  function nextAfter({ epoch, seq }: Position): SimRecord[] {
    const records: SimRecord[] = []
    const end = Math.min(disk.journal.syncedEnd(), seq + BATCH_MAX)
    for (let index = seq; index < end; index += 1) {
      const record = disk.journal.at(index)
      if (record === undefined || record.epoch !== epoch) break
      records.push(record)
    }
    return records
  }

  return {
    session: () => session,
    reached: () => reached,
    noteHeard() {
      heardAt = agenda.now()
    },
    isSilent: () => agenda.now() > heardAt + SILENT_MS,
    open(opened, sendFrom) {
      session = opened
      disk.identity = { ...disk.identity, session: opened.id }
      reached = { epoch: opened.epoch, seq: sendFrom - 1 }
      pushedAt = -Infinity
    },
    end() {
      session = null
    },
    push(first = false) {
      if (session === null || reached === null) return
      const now = agenda.now()
      if (now < pushedAt + ANSWER_MS_MAX) return
      const records = nextAfter(reached)
      // An empty one tells the cloud that its welcome was heard.
      if (records.length === 0 && !first) return
      pushedAt = now
      network.send(address, world.cloudAddress, 'push', {
        kind: 'batch',
        session: session.id,
        box: address,
        hub: disk.identity.hub,
        epoch: reached.epoch,
        contract: contract.version(),
        records,
      })
    },
    hear(answer) {
      if (session === null || answer.session !== session.id) return undefined
      pushedAt = -Infinity
      const { outcome, seq } = answer
      if (outcome === 'taken' && reached !== null && seq > reached.seq)
        reached = { ...reached, seq }
      if (outcome === 'not-yours') session = null
      return outcome
    },
    start() {
      session = null
      reached = null
      pushedAt = -Infinity
    },
  }
}
