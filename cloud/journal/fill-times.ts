import { z } from 'zod'
import type { BootAnchor } from '#shared/journal/corrected-time.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { GroupDatabase } from '../db/open.ts'
import { anchorsOf } from './boot-anchors.ts'
import { keepTime, type Waiting, waitForAnchor } from './event-times.ts'
import { createBodyReader } from './stored-body.ts'

/** Events of a step, which is a transaction. */
const stepMax = 500
/** The rest comes at the hub's next handshake, an hour later at the most. */
const stepsMax = 20

/** Boots have their anchor now: times their events that are in the books, the newest first. */
export async function fillTimes(group: GroupDatabase, hubId: number): Promise<void> {
  for (let step = 0; step < stepsMax; step += 1) {
    if (nextToFill(group.readHot(), hubId) === undefined) return
    await group.writeHot((hot) => fillStep(hot, hubId))
  }
}

function nextToFill(hot: HotDatabase, hubId: number): Waiting | undefined {
  const [bootId, epoch, firstSeq, lastSeq] = hot.prepare(nextSql).get(hubId) ?? []
  if (typeof bootId !== 'string') return undefined
  return {
    hubId,
    bootId,
    epoch: Number(epoch),
    firstSeq: Number(firstSeq),
    lastSeq: Number(lastSeq),
  }
}

/** What is left of the range waits on, under the boot of its newest event. */
function fillStep(hot: HotDatabase, hubId: number): void {
  const waiting = nextToFill(hot, hubId)
  if (waiting === undefined) return
  const { bootId, epoch, firstSeq, lastSeq } = waiting
  hot.prepare(doneSql).run(hubId, bootId, epoch)
  const readBody = createBodyReader(hot)
  const known = new Map<string, readonly BootAnchor[] | undefined>()
  const anchorsOfBoot = (boot: string) => {
    if (!known.has(boot)) known.set(boot, anchorsOf(hot, hubId, [boot]).get(boot))
    return known.get(boot)
  }
  const rows = hot.prepare(eventsSql).all(hubId, epoch, firstSeq, lastSeq, stepMax)
  let left = { bootId, lastSeq: firstSeq - 1 }
  for (const [place, at] of rows) {
    const [appliedSeq, seq] = [Number(place), Number(at)]
    const { envelope } = Body.parse(JSON.parse(readBody(appliedSeq).toString('utf8')))
    const anchors = anchorsOfBoot(envelope.bootId)
    left = { bootId: envelope.bootId, lastSeq: anchors === undefined ? seq : seq - 1 }
    if (anchors === undefined) break
    keepTime(hot, appliedSeq, { anchors, event: envelope })
  }
  if (left.lastSeq >= firstSeq) waitForAnchor(hot, { ...waiting, ...left })
}

const Body = z.object({
  envelope: z.object({ at: z.int(), bootId: z.string(), uptimeMs: z.int() }),
})
/** Without a boot: what an older version of the cloud took in, whichever boots it was of. */
const nextSql = `SELECT w.boot_id, w.epoch, w.first_seq, w.last_seq FROM boot_without_time w
  WHERE w.hub_id = ? AND (w.boot_id = '' OR EXISTS
    (SELECT 1 FROM boot_anchor a WHERE a.hub_id = w.hub_id AND a.boot_id = w.boot_id)) LIMIT 1`
const doneSql = 'DELETE FROM boot_without_time WHERE hub_id = ? AND boot_id = ? AND epoch = ?'
const eventsSql = `SELECT applied_seq, seq FROM event
  WHERE hub_id = ? AND epoch = ? AND seq BETWEEN ? AND ? ORDER BY seq DESC LIMIT ?`
