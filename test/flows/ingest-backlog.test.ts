import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { rebuildGroup } from '#cloud/rebuild/rebuild-group.ts'
import { PushAnswer } from '#shared/contracts/sync.ts'
import { type ScriptedHub, scriptHub } from '../cloud/scripted-hub.ts'
import { prepareCloud } from './ingest-cloud.ts'
import { expectRollups, rows } from './rollups-and-scans.ts'

/** Receipts a day of the store that was cut off; seven days of them wait. */
const perDay = Number(process.env['KASSA_TEST_BACKLOG'] ?? 150)
const days = 7
const batch = 500
/** Live pushes before the backlog comes, for the figures. */
const quiet = 20

test("a week's backlog comes in beside live sales, and the rollups equal scans after it [A2]", {
  timeout: 60_000 + perDay * 300,
}, async (context) => {
  await using prepared = await prepareCloud([1, 2])
  const [cutOff, open] = prepared.hubs
  if (cutOff === undefined || open === undefined) throw new Error('two hubs were claimed')
  await using cloud = await prepared.start()
  const backlog = cloud.lineOf(writeWeek(scriptHub(cutOff, onPaper)))
  const live = cloud.lineOf(scriptHub(open, onPaper))

  const before = inOrder(await sellLive(live, { isDone: () => live.events.length >= quiet }))
  let isDone = false
  const selling = sellLive(live, { isDone: () => isDone })
  const startedAt = performance.now()
  const batchMs: number[] = []
  for (let from = 1; from <= backlog.events.length; from += batch) {
    const sentAt = performance.now()
    const answer = await backlog.push({ from, to: from + batch - 1 })
    expect(answer.status).toBe(200)
    batchMs.push(performance.now() - sentAt)
  }
  const tookMs = performance.now() - startedAt
  isDone = true
  const during = inOrder(await selling)
  await cloud.stop()

  const longestMs = Math.max(...batchMs)
  const figures = `${backlog.events.length} events in ${Math.round(tookMs)} ms (a batch ${Math.round(longestMs)} ms at most) beside ${during.length} live pushes: ${inWords(during)}; before: ${inWords(before)}`
  await context.annotate(figures)
  // A live push waits for a slice of a batch, not for the batch: it stands in the books between two.
  const batches = rows(cloud.file, livePerBatchSql).map(([live]) => Number(live))
  const divided = batches.filter((live) => live > 0).length
  const words = `${divided} of ${batches.length} batches have live sales between their slices`
  await context.annotate(words)
  expect(batches).toHaveLength(batchMs.length)
  expect(divided, `${words}; ${figures}`).toBeGreaterThanOrEqual(batches.length / 2)
  expect(rows(cloud.file, 'SELECT count(*) FROM event')).toEqual([
    [backlog.events.length + live.events.length],
  ])
  expectRollups(cloud.file)
  // The rest of the sums stand only in the payloads: a rebuild reads each of them again.
  const { tables } = await rebuildGroup({ file: cloud.file })
  expect(tables.flatMap(({ table, difference }) => (difference === null ? [] : table))).toEqual([])
})

/** Of each batch of the backlog: events of the other store between its first and its last. */
const livePerBatchSql = `SELECT b.last - b.first + 1 - b.events FROM (
  SELECT min(e.applied_seq) AS first, max(e.applied_seq) AS last, count(*) AS events
  FROM event e JOIN journal_batch j ON j.id = e.batch_id WHERE e.hub_id = 1
  GROUP BY coalesce(j.body_of, j.id)) b ORDER BY b.first`

const onPaper = {
  clock: Date.now,
  request: () => Promise.reject(new Error('a journal on paper')),
}

/** Each day with refunds, and one sale in fifty poison. */
function writeWeek(hub: ScriptedHub): ScriptedHub {
  for (let day = 0; day < days; day += 1) {
    const businessOn = `2026-11-${13 + day}`
    for (let i = 0; i < perDay; i += 1) {
      const products = [1 + (i % 3), 1 + ((i + 1) % 3)]
      const lines = products.map((productId) => ({ productId, quantity: 1000 * (1 + (i % 4)) }))
      const till = i % 2 === 0 ? 'T1' : 'T2'
      const sale = hub.sell({
        lines,
        businessOn,
        till,
        cashierId: 1 + (i % 2),
        cardShare: (i % 3) / 2,
      })
      if (i % 20 === 7) hub.refund(sale)
      if (i % 50 === 11) spoilLast(hub)
    }
  }
  return hub
}

function spoilLast(hub: ScriptedHub): void {
  const { envelope, payload } = JSON.parse(hub.events.pop()?.body ?? '')
  payload.priced.net += 1
  hub.append(envelope.type, { envelope, payload })
}

/** One customer after the other in a store that is on line; answers how long each push took. */
async function sellLive(
  hub: ScriptedHub,
  { isDone }: { readonly isDone: () => boolean },
): Promise<number[]> {
  const took: number[] = []
  while (!isDone()) {
    const { seq } = hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
    const sentAt = performance.now()
    const answer = PushAnswer.parse(await (await hub.push({ from: seq })).json())
    expect(answer.cloudSeq).toBe(seq)
    took.push(performance.now() - sentAt)
    await sleep(10)
  }
  return took
}

function inOrder(ms: readonly number[]): readonly number[] {
  return ms.toSorted((a, b) => a - b)
}

function at(ms: readonly number[], share: number): number {
  return ms[Math.floor(ms.length * share)] ?? 0
}

function inWords(ms: readonly number[]): string {
  return `p50 ${Math.round(at(ms, 0.5))} ms, p99 ${Math.round(at(ms, 0.99))} ms`
}
