import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createHandshake } from '#hub/cloud-link/handshake.ts'
import { createHubTime } from '#hub/cloud-link/time.ts'
import { pruneStatements } from '#hub/journal/prune.ts'
import { openSoundJournal } from '#hub/journal/salvage/open-sound-journal.ts'
import { identity, newEvent, newId, verifyChain } from './open-journal.ts'
import { openPaperCloud, type PaperCloud } from './paper-cloud.ts'
import { spoil } from './spoil.ts'

/** A hub's journal on its disk, by the programs that keep, mend and send it. */
async function openBox() {
  const dir = mkdtempSync(join(tmpdir(), 'kassa-holed-'))
  const path = join(dir, 'journal.db')
  const open = () => openSoundJournal({ path, onFatal: (why) => expect.fail(why), wall: Date.now })
  let sound = await open()
  await sound.journal.adopt(identity)
  const box = {
    get journal() {
      return sound.journal
    },
    get salvaged() {
      return sound.salvaged
    },
    async sell(count = 1): Promise<string[]> {
      const sold: string[] = []
      for (let i = 0; i < count; i += 1) {
        const event = newEvent({ id: newId() })
        await sound.journal.append(event)
        sold.push(event.envelope.id)
      }
      return sold
    },
    /** Shakes hands and sends what the cloud lacks; the mark goes onto the disk, as every few seconds. */
    async meet(cloud: PaperCloud): Promise<void> {
      const { journal } = sound
      const time = createHubTime({ bootId: 'b', uptimeMs: () => performance.now() }, Date.now)
      const log = pino({ level: 'silent' })
      const note = () => newEvent({ note: 'epoch-opened' })
      const parts = { client: cloud.client, journal, time, note, log, onSession: () => undefined }
      await createHandshake({ ...parts, sealKey: 'k'.repeat(43) }).shake()
      cloud.push(journal)
      const { seq } = cloud.history.head()
      await journal.execute([{ sql: 'UPDATE identity SET cloud_seq = ?', args: [seq] }])
      expect(cloud.history.head()).toEqual(journal.head())
    },
    async damage(events: readonly string[], tables: readonly string[] = []) {
      await sound.close()
      spoil(path, { events, tables })
      writeFileSync(`${path}.damaged`, JSON.stringify({ reason: 'a page' }))
      sound = await open()
    },
    async image(): Promise<() => Promise<void>> {
      await sound.close()
      spoil(path, {})
      const copy = join(dir, 'image.db')
      copyFileSync(path, copy)
      sound = await open()
      return async () => {
        await sound.close()
        copyFileSync(copy, path)
        for (const ending of ['-wal', '-shm']) rmSync(path + ending, { force: true })
        sound = await open()
      }
    },
    ids: () => sound.journal.read('SELECT id FROM event ORDER BY seq', []).map(({ id }) => `${id}`),
    async [Symbol.asyncDispose]() {
      await sound.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
  return box
}

/** Events 6 to 13 of twenty are lost; the cloud has them all. */
async function openHoledBox() {
  const box = await openBox()
  const cloud = openPaperCloud()
  const early = await box.sell(3)
  await box.meet(cloud)
  const backup = cloud.backUp()
  const late = await box.sell(17)
  await box.meet(cloud)
  const lost = late.slice(2, 10)
  await box.damage(lost)
  expect(box.salvaged).toMatchObject({ kept: 12, lost: 8, places: '6–13' })
  const kept = [...early, ...late].filter((id) => !lost.includes(id))
  expect(box.ids()).toEqual(kept)
  return { box, cloud, backup, kept, lost, [Symbol.asyncDispose]: box[Symbol.asyncDispose] }
}

function expectAll(cloud: PaperCloud, ids: readonly string[]): void {
  expect(ids.filter((id) => !cloud.ids.has(id))).toEqual([])
}

test('a cloud restored from before a hole gets all that is still read, and the hub goes on [B1.3, B1.12]', async () => {
  await using story = await openHoledBox()
  const { box, cloud, backup, kept } = story
  await box.meet(cloud)
  const all = [...kept, ...(await box.sell(2))]
  const placed = box.ids().map((id) => [id, box.journal.eventById(id)?.seq])
  await box.meet(backup)
  expectAll(backup, all)
  // No event moved, and no place is missing any more: the next restore finds a whole chain.
  expect(placed.map(([id]) => [id, box.journal.eventById(String(id))?.seq])).toEqual(placed)
  expect(verifyChain(box.journal)).toBe(box.journal.head().seq)
  const empty = openPaperCloud()
  await box.meet(empty)
  expectAll(empty, all)
})

test('a journal with a hole that loses its end goes on from the last place that it shares with the cloud [B1.3]', async () => {
  await using story = await openHoledBox()
  const { box, cloud, kept } = story
  await box.meet(cloud)
  const sold = await box.sell(4)
  await box.meet(cloud)
  await box.damage(sold.slice(2))
  const common = box.journal.head()
  const all = [...kept, ...sold, ...(await box.sell())]
  await box.meet(cloud)
  expect(cloud.history.branch(3)?.base).toEqual(common)
  expectAll(cloud, all)
  // It has the lost ones already, so nothing needs to stand for them yet.
  expect(box.journal.eventBySeq(6)).toBeNull()
})

test('an old image of a journal with a hole goes on from its own end [B1.3]', async () => {
  await using story = await openHoledBox()
  const { box, cloud, kept } = story
  await box.meet(cloud)
  const putBack = await box.image()
  const common = box.journal.head()
  await box.sell(8)
  await box.meet(cloud)
  await putBack()
  const all = [...kept, ...(await box.sell(3))]
  await box.meet(cloud)
  expect(cloud.history.branch(3)?.base).toEqual(common)
  expectAll(cloud, all)
})

test('what an earlier salvage lost is told once, and ends no epoch a second time', async () => {
  await using story = await openHoledBox()
  const { box, cloud, kept } = story
  await box.meet(cloud)
  await box.damage([])
  expect(box.salvaged).toMatchObject({ kept: 13, lost: 0, places: '' })
  expect(box.journal.isProvisional()).toBe(false)
  await box.meet(cloud)
  expect(box.journal.head().epoch).toBe(2)
  const [second = '', last = ''] = await box.sell(2)
  await box.meet(cloud)
  await box.damage([second])
  expect(box.salvaged).toMatchObject({ lost: 1, places: '22' })
  // Nothing stands beside it any more, and yet it can be read.
  expect(box.ids()).toContain(last)
  expectAll(cloud, kept)
})

test('a hole that a damaged page makes larger hides no loss', async () => {
  await using story = await openHoledBox()
  const { box, cloud } = story
  await box.meet(cloud)
  const sold = await box.sell(3)
  await box.meet(cloud)
  await box.journal.execute([{ sql: 'UPDATE lost_place SET last = 999', args: [] }])
  await box.damage(sold.slice(0, 1))
  expect(box.salvaged).toMatchObject({ lost: 9, places: '6–13, 22' })
  expect(box.journal.isProvisional()).toBe(true)
})

test('where the page that says so is lost too, an old hole is told again and closed all the same', async () => {
  await using story = await openHoledBox()
  const { box, cloud, backup, kept } = story
  await box.meet(cloud)
  await box.damage([], ['lost_place'])
  expect(box.salvaged).toMatchObject({ lost: 8, places: '6–13' })
  await box.meet(backup)
  expectAll(backup, kept)
})

test('a hub that pruned what a very old backup lacks goes on from its first event [B1.12]', async () => {
  await using box = await openBox()
  const cloud = openPaperCloud()
  await box.sell(3)
  await box.meet(cloud)
  const backup = cloud.backUp()
  await box.sell(20)
  await box.meet(cloud)
  await box.journal.execute(pruneStatements(10))
  const all = [...box.ids(), ...(await box.sell())]
  await box.meet(backup)
  expectAll(backup, all)
  expect(backup.history.epoch).toBe(2)
  await box.sell()
  await box.meet(backup)
  expect(backup.history.epoch).toBe(2)
})
