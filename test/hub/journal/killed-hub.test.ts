import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'libsql'
import { expect, test, vi } from 'vitest'
import { type KilledHub, openKilledHub } from './killed-hub.ts'

/** The long version: KASSA_TEST_KILLS=500 KASSA_TEST_TILLS=50. */
const KILLS = Number(process.env['KASSA_TEST_KILLS'] ?? 3)
const TILLS = Number(process.env['KASSA_TEST_TILLS'] ?? 20)
const ROUND_MS = 60_000

test(
  `no acknowledged sale is lost or doubled when the hub is killed ${KILLS} times under ${TILLS} tills`,
  async () => {
    await using hub = await openKilledHub(TILLS)
    for (let round = 0; round < KILLS; round += 1) {
      hub.start()
      await someSales(hub, round)
      await hub.kill()
      expect(hub.missing(), `after kill ${round + 1}`).toEqual([])
      if ((round + 1) % 20 === 0)
        process.stdout.write(`${round + 1} kills, ${hub.saved.size} sales\n`)
    }
    await answersAgain(hub)
  },
  KILLS * ROUND_MS,
)

test(
  'the first sale of a hub that starts is printed like any other',
  async () => {
    await using hub = await openKilledHub(5)
    addOldPrints(join(hub.folder, 'journal.db'), 300_000)
    hub.start()
    await vi.waitUntil(() => hub.saved.size > 0, { timeout: ROUND_MS, interval: 5 })
    await hub.kill()
    expect(hub.missing()).toEqual([])
  },
  2 * ROUND_MS,
)

/** Every fourth end falls into the start, the others between sales, at no chosen instruction. */
async function someSales(hub: KilledHub, round: number): Promise<void> {
  if (round % 4 === 3) return sleep(Math.random() * 600)
  const goal = hub.saved.size + 1 + Math.floor(Math.random() * 30)
  await vi.waitUntil(() => hub.saved.size >= goal, { timeout: ROUND_MS, interval: 5 })
  await sleep(Math.random() * 30)
}

/** A sale sent again gets its first answer: it is there once, under its own number. */
async function answersAgain(hub: KilledHub): Promise<void> {
  const ids = [...hub.saved.keys()]
  const numbers = [...hub.saved.values()]
  expect(new Set(numbers).size).toBe(ids.length)
  hub.start()
  const some = ids.filter((_, i) => i % Math.ceil(ids.length / 50) === 0)
  expect(await hub.askAgain(some)).toEqual(some.map((id) => hub.saved.get(id)))
}

/** Of half a year ago: to clear them away takes a while. */
function addOldPrints(journal: string, count: number): void {
  const database = new Database(journal)
  database.exec(`INSERT INTO print_job
      (id, kind, till, device, duplicate, state, reason, attempt, created_at, updated_at)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    SELECT 'old-' || i, 'drawer', 'T1', 'printer-1', 0, 'done', '', 1, 0, 0 FROM n`)
  database.close()
}
