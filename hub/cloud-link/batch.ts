import { setImmediate as nextTurn } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { MAX_PUSH_BYTES, MAX_PUSH_EVENTS } from '#shared/contracts/sync.ts'
import type { OutboxEvent, OutboxStore } from './store.ts'

/** Reading blocks the tills' thread, so it goes in small steps. */
const EVENTS_A_STEP = 50
const compress = promisify(gzip)
const newLine = Buffer.from('\n')

/** Events of one epoch, in order, as they go over the wire. */
export interface PushBatch {
  readonly epoch: number
  readonly firstSeq: number
  readonly lastSeq: number
  readonly headHash: string
  readonly body: Uint8Array<ArrayBuffer>
}

/** What follows `seq`: at most 500 events and 4 MiB; null = nothing. */
export async function readBatch(
  store: OutboxStore,
  seq: number,
  maxEvents = MAX_PUSH_EVENTS,
): Promise<PushBatch | null> {
  const events: OutboxEvent[] = []
  // Made into bytes step by step: to do it at the end for all would stop the tills for 10 ms.
  const lines: Buffer[] = []
  let bytes = 0
  const take = (event: OutboxEvent): boolean => {
    const line = Buffer.from(lineOf(event))
    const [first] = events
    const size = bytes + line.length
    if (first !== undefined && (event.epoch !== first.epoch || size > MAX_PUSH_BYTES)) return false
    if (first !== undefined) lines.push(newLine)
    lines.push(line)
    events.push(event)
    bytes = size + 1
    return true
  }
  let hasMore = true
  while (hasMore && events.length < maxEvents) {
    const limit = Math.min(EVENTS_A_STEP, maxEvents - events.length)
    const step = store.after(events.at(-1)?.seq ?? seq, limit)
    hasMore = step.every(take) && step.length === EVENTS_A_STEP
    await nextTurn()
  }
  const [first] = events
  const last = events.at(-1)
  if (first === undefined || last === undefined) return null
  return {
    epoch: first.epoch,
    firstSeq: first.seq,
    lastSeq: last.seq,
    headHash: last.hash,
    body: new Uint8Array(await compress(Buffer.concat(lines))),
  }
}

/** The books must know a receipt by the number on its paper, whatever chained its event since. */
function lineOf({ firstHash, body }: OutboxEvent): string {
  return firstHash === null ? body : `#${firstHash}\n${body}`
}
