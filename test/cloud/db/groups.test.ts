import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import Database from 'libsql'
import { expect, test } from 'vitest'
import { createGroups, type Groups } from '#cloud/db/groups.ts'
import { openGroup } from '#cloud/db/open.ts'
import { createWriteQueue } from '#cloud/db/writer.ts'
import { groupSetting } from '#cloud/masterdata/schema.ts'

test('each group is a database of its own that is found again', async () => {
  await using folder = await openFolder()
  {
    await using groups = createGroups({ folder: folder.path })
    expect(groups.names()).toEqual([])
    await put(groups, 'nom', 'books')
    await put(groups, 'duka', 'bricks')
  }
  await using groups = createGroups({ folder: folder.path })
  expect(groups.names()).toEqual(['duka', 'nom'])
  expect(await get(groups, 'nom')).toBe('books')
  expect(await get(groups, 'duka')).toBe('bricks')
  expect(await groups.find('nobody')).toBeUndefined()
  expect(await groups.find('../nom')).toBeUndefined()
})

test('writes of one group come one after another, over both kinds of connection', async () => {
  await using folder = await openFolder()
  await using groups = createGroups({ folder: folder.path })
  const group = await groups.create('nom')
  await put(groups, 'nom', '0')
  const slow = async () => await new Promise((resolve) => setTimeout(resolve, 1))
  const jobs = Array.from({ length: 20 }, (_, i) =>
    i % 2 === 0
      ? group.write(async (tx) => {
          const row = await tx.select().from(groupSetting).get()
          await slow()
          await tx.update(groupSetting).set({ value: String(Number(row?.value) + 1) })
        })
      : group.writeHot(async (hot) => {
          const [value] = hot.prepare('SELECT value FROM group_setting').get() ?? []
          await slow()
          hot.prepare('UPDATE group_setting SET value = ?').run(String(Number(value) + 1))
        }),
  )
  await Promise.all(jobs)
  expect(await get(groups, 'nom')).toBe('20')
})

test('a job that throws leaves nothing behind and does not stop the next one', async () => {
  await using folder = await openFolder()
  await using groups = createGroups({ folder: folder.path })
  const group = await groups.create('nom')
  const failing = group.writeHot((hot) => {
    hot.prepare("INSERT INTO group_setting VALUES ('x', 'half')").run()
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  await put(groups, 'nom', 'whole')
  expect(await get(groups, 'nom')).toBe('whole')
})

test('books that another program held for a while are written as before once it lets go', async () => {
  await using folder = await openFolder()
  const file = join(folder.path, 'hq-nom.db')
  await using group = await openGroup({ group: 'nom', url: `file:${file}` })
  const other = new Database(file)
  const put = (key: string) =>
    group.write((tx) => tx.insert(groupSetting).values({ key, value: '' }))
  const putHot = (key: string) =>
    group.writeHot((hot) => hot.prepare("INSERT INTO group_setting VALUES (?, '')").run(key))
  await put('first')
  await putHot('first, hot')
  for (let round = 1; round <= 3; round += 1) {
    other.exec('BEGIN IMMEDIATE')
    await expect(put('refused')).rejects.toMatchObject({ code: 'SQLITE_BUSY' })
    await expect(putHot('refused')).rejects.toMatchObject({ code: 'SQLITE_BUSY' })
    other.exec('COMMIT')
    await put(`round ${round}`)
    await putHot(`round ${round}, hot`)
  }
  other.close()
  const rows = await group.db.select().from(groupSetting).all()
  expect(rows.map(({ key }) => key)).not.toContain('refused')
  expect(rows).toHaveLength(8)
})

test('a write queue has an end', async () => {
  const queue = createWriteQueue(2)
  const never = new Promise(() => {})
  void queue(() => never)
  void queue(() => never)
  await expect(queue(() => 1)).rejects.toThrow(/more than 2/)
})

async function put(groups: Groups, name: string, value: string): Promise<void> {
  const group = await groups.create(name)
  await group.write(async (tx) => {
    await tx.insert(groupSetting).values({ key: 'x', value })
  })
}

async function get(groups: Groups, name: string): Promise<string | undefined> {
  const group = await groups.find(name)
  const rows = await group?.db.select().from(groupSetting).where(eq(groupSetting.key, 'x'))
  return rows?.[0]?.value
}

async function openFolder() {
  const path = await mkdtemp(join(tmpdir(), 'kassa-groups-'))
  const remove = async () => await rm(path, { recursive: true, force: true })
  return { path, [Symbol.asyncDispose]: remove }
}
