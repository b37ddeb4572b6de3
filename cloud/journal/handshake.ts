import { randomUUID } from 'node:crypto'
import type { HandshakeAnswer, HeardSession, Hello, JournalHead } from '#shared/contracts/sync.ts'
import { Failure } from '#shared/domain/failure.ts'
import { meetHub } from '#shared/journal/handshake.ts'
import { type Branch, newBranch, openSession } from '#shared/journal/history.ts'
import { raise } from '../alarms/store.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { GroupDatabase } from '../db/open.ts'
import type { HubRow } from '../hubs/store.ts'
import { endEpochs } from '../value/end-epoch.ts'
import { lastAcked, lastPosted } from '../value/messages.ts'
import { noteHead } from '../value/recovery-store.ts'
import { saveAnchor, saveRoundTrip } from './boot-anchors.ts'
import { giveTime, watchClock } from './cloud-life.ts'
import { sessionConflict } from './conflict.ts'
import { insertBranch, lastAsked, saveAsked, saveEpoch, saveSession } from './epochs.ts'
import { fillTimes } from './fill-times.ts'
import { readHistory } from './history.ts'

export interface Handshake {
  readonly hub: HubRow
  /** Id of the API key that the hub called with. */
  readonly key: string
  readonly hello: Hello
  readonly at: number
}

/** Hub and cloud agree where they stand, in one transaction; shared/journal/handshake.ts decides. */
export async function shakeHands(
  group: GroupDatabase,
  { hub, key, hello, at }: Handshake,
): Promise<HandshakeAnswer> {
  return await group.writeHot((hot) => {
    const history = readHistory(hot, hub.id)
    refuseLate(hot, hub.id, hello)
    if (hello.sealKey !== undefined)
      hot.prepare(sealKeySql).run(hello.sealKey, hub.id, hello.sealKey)
    const meeting = meetHub({ history, hello: { ...hello, key } })
    const origin = { companyId: hub.companyId, hubId: hub.id, at }
    switch (meeting.outcome) {
      case 'prove':
        return meeting
      case 'refused': {
        if (meeting.reason === 'unknown-hub') throw unknownHub(hub.id)
        raise(hot, meeting.alarm, origin)
        return { outcome: 'refused', reason: meeting.reason, words: meeting.alarm.words }
      }
      case 'new-epoch': {
        const { epoch, base, alarm } = meeting
        if (alarm !== null) raise(hot, alarm, origin)
        // The same order again is the epoch that is there already.
        if (history?.branch(epoch) === undefined) {
          insertBranch(hot, hub.id, newBranch(epoch, base, key))
          saveEpoch(hot, hub.id, epoch)
          endEpochs(hot, hub, { presentEpoch: epoch, at, by: 'handshake' })
        }
        saveAsked(hot, { hubId: hub.id, epoch }, hello.asked)
        return { outcome: 'new-epoch', epoch, base }
      }
      case 'go': {
        const epoch = hello.head.epoch
        const branch = need(history?.branch(epoch), hub.id)
        const bound = meeting.bindKey ? { ...branch, key } : branch
        const life = giveTime(hot, at)
        watchClock(hot, life, origin)
        const session = `${life.incarnation}-${randomUUID()}`
        saveSession(hot, hub.id, openSession(bound, session, hello.session))
        saveAsked(hot, { hubId: hub.id, epoch }, hello.asked)
        saveAnchor(hot, { ...hello.asked, hubId: hub.id, session, cloudTime: life.cloudTime })
        noteHead(hot, hub.id, { head: hello.head, ingested: branch.head })
        const stream = { posted: lastPosted(hot, hub.id), acked: lastAcked(hot, hub.id) }
        return { outcome: 'go', session, epoch, sendFrom: meeting.sendFrom, ...stream, ...life }
      }
    }
  })
}

/** The hub has the session on its disk: from now on a copy without it is another disk. */
export async function hearSessionOf(
  group: GroupDatabase,
  hub: HubRow,
  { epoch, session, roundTripMs }: HeardSession,
): Promise<JournalHead> {
  const head = await group.writeHot((hot) => {
    const history = readHistory(hot, hub.id)
    const current = need(history?.branch(history.epoch), hub.id)
    const isOpen = current.head.epoch === epoch && current.session?.id === session
    if (!isOpen) throw sessionConflict(hub.id, current.head)
    hot.prepare(heardSql).run(hub.id, epoch)
    if (roundTripMs !== undefined) saveRoundTrip(hot, { session, roundTripMs }, hub.id)
    return current.head
  })
  await fillTimes(group, hub.id)
  return head
}

const sealKeySql = 'UPDATE hub SET seal_key = ? WHERE id = ? AND seal_key IS NOT ?'
const heardSql = 'UPDATE hub_head SET session_heard = 1 WHERE hub_id = ? AND epoch = ?'

/** A hello that was overtaken on its way looks like an old disk, and would cost the hub an epoch. */
function refuseLate(hot: HotDatabase, hubId: number, { asked }: Hello): void {
  const last = lastAsked(hot, hubId)
  if (last === undefined || last.bootId !== asked.bootId || asked.uptimeMs >= last.uptimeMs) return
  throw new Failure(
    'conflict',
    `This hello of hub ${hubId} was asked before one that is answered already; say a new one.`,
    { extra: { reason: 'late' } },
  )
}

function need(branch: Branch | undefined, hubId: number): Branch {
  if (branch === undefined) throw new Error(`hub ${hubId} has no head in its epoch`)
  return branch
}

function unknownHub(hubId: number): Failure {
  return new Failure('not-found', `Hub ${hubId} not found.`)
}
