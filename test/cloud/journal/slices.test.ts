import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { rebuildGroup } from '#cloud/rebuild/rebuild-group.ts'
import { PushAnswer, PushConflict } from '#shared/contracts/sync.ts'
import type { ScriptedHub } from '../scripted-hub.ts'
import { openTestCloud, type TestCloud } from '../test-cloud.ts'

const backlogSize = 500

test('while another store waits, a large batch goes into the books in slices, and stays as it came [A2]', async () => {
  await using cloud = await openTestCloud()
  const [cutOff, open] = await openStores(cloud)
  const { packed } = cutOff.batch()
  const answered = cutOff.push()
  const [live] = await Promise.all([sellUntil(answered, open), waitUntil(answered, cloud)])
  expect(PushAnswer.parse(await (await answered).json()).cloudSeq).toBe(backlogSize)

  const slices = rows(
    cloud,
    `SELECT id, first_seq, last_seq, body_of, length(body) FROM journal_batch
     WHERE hub_id = ${cutOff.profile.hubId} ORDER BY id`,
  )
  expect(slices.length).toBeGreaterThan(2)
  const [first = [], ...others] = slices
  for (const [i, slice] of others.entries()) {
    expect(slice[1], 'follows the one before').toBe(Number(slices[i]?.[2]) + 1)
    expect(slice.slice(3), 'the batch is kept once').toEqual([first[0], 0])
  }
  expect(slices.at(-1)?.[2]).toBe(backlogSize)
  const [kept = []] = rows(cloud, `SELECT body FROM journal_batch WHERE id = ${Number(first[0])}`)
  expect(Buffer.from(kept[0] as Uint8Array).equals(Buffer.from(packed))).toBe(true)

  const liveSeqs = rows(cloud, eventsOf(open)).map(([seq]) => Number(seq))
  const backlogSeqs = rows(cloud, eventsOf(cutOff)).map(([seq]) => Number(seq))
  const between = liveSeqs.filter(
    (seq) => seq > (backlogSeqs[0] ?? 0) && seq < (backlogSeqs.at(-1) ?? 0),
  )
  expect(between.length, 'live sales stand between its slices').toBeGreaterThan(0)
  expect(liveSeqs).toHaveLength(live)

  const lastReceipt = await cloud.request(`/v1/receipts/${cutOff.events.at(-1)?.receiptId}`)
  expect(lastReceipt.status, 'read from the body of the first slice').toBe(200)
  const { tables } = await rebuildGroup({ file: cloud.group.file ?? '' })
  expect(tables.flatMap(({ difference }) => difference ?? [])).toEqual([])
})

test('a session that ends between two slices ends the push; the rest comes in the next one', async () => {
  await using cloud = await openTestCloud()
  const [cutOff] = await openStores(cloud)
  const answered = cutOff.push()
  const another = `UPDATE hub_head SET session = 'another' WHERE hub_id = ${cutOff.profile.hubId}`
  let isOver = false
  const endAfterFirstSlice = async (): Promise<void> => {
    while (!isOver) {
      await cloud.group.writeHot((hot) => {
        if (isOver || hot.prepare(eventsOf(cutOff)).all().length === 0) return
        hot.exec(another)
        isOver = true
      })
      await setImmediate()
    }
  }
  // Two, so that one always waits for the writer and the push goes in slices.
  await Promise.all([endAfterFirstSlice(), endAfterFirstSlice()])
  const refused = await answered
  expect(refused.status).toBe(409)
  expect(PushConflict.parse(await refused.json()).reason).toBe('session')

  const standing = rows(cloud, eventsOf(cutOff)).length
  expect(standing).toBeGreaterThan(0)
  expect(standing).toBeLessThan(backlogSize)
  await cutOff.meet({ session: 'another' })
  const rest = PushAnswer.parse(await (await cutOff.push({ from: standing + 1 })).json())
  expect(rest.cloudSeq).toBe(backlogSize)
  expect(rows(cloud, eventsOf(cutOff))).toHaveLength(backlogSize)
  const { tables } = await rebuildGroup({ file: cloud.group.file ?? '' })
  expect(tables.flatMap(({ difference }) => difference ?? [])).toEqual([])
})

test('an epoch that is ordered between two slices ends the push: the one before it takes no more [B1.3]', async () => {
  await using cloud = await openTestCloud()
  const [cutOff] = await openStores(cloud)
  const standing = () => rows(cloud, eventsOf(cutOff)).length
  const answered = cutOff.push()
  const { hash = '' } = cutOff.events[0] ?? {}
  const meetAsOlderCopy = async () => {
    while (standing() === 0) await setImmediate()
    const met = await cutOff.meet({ head: { epoch: 1, seq: 1, hash } })
    return { met, standing: standing() }
  }
  const [ordered] = await Promise.all([meetAsOlderCopy(), waitUntil(answered, cloud)])
  expect(ordered.met).toMatchObject({ outcome: 'new-epoch', epoch: 2, base: { seq: 1 } })
  expect(ordered.standing).toBeLessThan(backlogSize)
  expect((await answered).status).toBe(409)
  expect(standing()).toBe(ordered.standing)
})

test('where nobody waits, a batch is one transaction', async () => {
  await using cloud = await openTestCloud()
  const [cutOff] = await openStores(cloud)
  expect((await cutOff.push()).status).toBe(200)
  expect(rows(cloud, 'SELECT first_seq, last_seq, body_of FROM journal_batch')).toEqual([
    [1, backlogSize, null],
  ])
})

async function openStores(cloud: TestCloud): Promise<readonly [ScriptedHub, ScriptedHub]> {
  const [cutOff, open] = [await cloud.claimHub(1), await cloud.claimHub(2)]
  const lines = [1, 2, 3].map((productId) => ({ productId, quantity: 1000 }))
  for (let i = 0; i < backlogSize; i += 1) cutOff.sell({ lines, cardShare: i % 2 })
  await cutOff.meet({ head: { epoch: 1, seq: 0, hash: '' } })
  await open.meet({ head: { epoch: 1, seq: 0, hash: '' } })
  return [cutOff, open]
}

/** As a busy cloud does: somebody always waits for the writer. */
async function waitUntil(end: Promise<unknown>, cloud: TestCloud): Promise<void> {
  let isDone = false
  const wait = async (): Promise<void> => {
    while (!isDone) {
      await cloud.group.writeHot(() => undefined)
      await setImmediate()
    }
  }
  void end.then(() => (isDone = true))
  await Promise.all([wait(), wait()])
}

/** One customer after the other; answers how many. */
async function sellUntil(end: Promise<unknown>, hub: ScriptedHub): Promise<number> {
  const isDone = { value: false }
  void end.then(() => (isDone.value = true))
  while (!isDone.value) await sellOne(hub)
  return hub.events.length
}

async function sellOne(hub: ScriptedHub): Promise<void> {
  const { seq } = hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  expect((await hub.push({ from: seq })).status).toBe(200)
}

function eventsOf(hub: ScriptedHub): string {
  return `SELECT applied_seq FROM event WHERE hub_id = ${hub.profile.hubId} ORDER BY applied_seq`
}

function rows(cloud: TestCloud, sql: string) {
  return cloud.group.readHot().prepare(sql).all()
}
