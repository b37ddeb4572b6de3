import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'libsql'
import { expect, test } from 'vitest'
import { backupGroup, type GroupBackup } from '#cloud/backup/backup-group.ts'
import { restoreGroup } from '#cloud/backup/restore-group.ts'
import { verifyCopy } from '#cloud/backup/verify-copy.ts'
import { lockFolder } from '#cloud/db/folder-lock.ts'
import { createGroups } from '#cloud/db/groups.ts'
import { openTestCloud, type TestCloud } from '../test-cloud.ts'

const sale = { lines: [{ productId: 1, quantity: 1000 }] }

test('a backup made while two hubs push is whole, and the pushes go on meanwhile', async () => {
  await using cloud = await openTestCloud()
  const hubs = [await cloud.claimHub(1), await cloud.claimHub(2)]
  for (const hub of hubs) {
    for (let i = 0; i < 50; i += 1) hub.sell(sale)
    expect((await hub.push()).status).toBe(200)
  }
  let isMade = false
  const making = make(cloud)
  void making.finally(() => {
    isMade = true
  })
  let pushed = 0
  for (; !isMade; pushed += 1) {
    for (const hub of hubs) {
      const { seq } = hub.sell(sale)
      expect((await hub.push({ from: seq })).status).toBe(200)
    }
  }
  const backup = await making
  expect(pushed).toBeGreaterThan(0)
  expect(backup.events).toBeGreaterThanOrEqual(100)
  expect(backup.receipts).toBe(backup.events)
  expect(backup.heads.map(({ seq }) => seq).reduce((a, b) => a + b)).toBe(backup.events)
  for (const { hubId, seq, hash } of backup.heads) {
    const hub = hubs.find(({ profile }) => profile.hubId === hubId)
    expect(hub?.events[seq - 1]?.hash).toBe(hash)
    expect(seq).toBeLessThanOrEqual(50 + pushed)
  }
  const answer = await cloud.request(`/v1/backups/${backup.name}`)
  const file = Buffer.from(await answer.arrayBuffer())
  expect(createHash('sha256').update(file).digest('hex')).toBe(backup.sha256)
})

test('the newest seven backups of a group are kept, and only its own admin sees them', async () => {
  await using cloud = await openTestCloud()
  const folder = join(dirname(fileOf(cloud)), 'backups')
  mkdirSync(folder)
  const old = Array.from({ length: 8 }, (_, i) => `hq-nom-2026-01-0${i + 1}T00-00-00-000Z.db`)
  for (const name of [...old, 'hq-duka-2026-01-01T00-00-00-000Z.db']) {
    writeFileSync(join(folder, name), '')
  }
  const { name } = await make(cloud)
  const listed = (await (await cloud.request('/v1/backups')).json()) as { name: string }[]
  expect(listed.map((one) => one.name)).toEqual([name, ...old.slice(2).toReversed()])
  expect(readdirSync(folder)).toContain('hq-duka-2026-01-01T00-00-00-000Z.db')

  const duka = await cloud.newGroup('duka')
  const other = await cloud.request(`/v1/backups/${name}`, { key: duka.adminKey })
  expect(other.status).toBe(404)
  const made = await cloud.request('/v1/keys', {
    method: 'POST',
    json: { name: 'reports', scopes: ['read'] },
  })
  const { key } = (await made.json()) as { key: string }
  for (const method of ['GET', 'POST']) {
    expect((await cloud.request('/v1/backups', { method, key })).status).toBe(403)
  }
})

test.each([
  [
    'an event that is not what its hash says',
    "UPDATE event SET hash = x'00' WHERE seq = 3",
    'does not match its hash',
  ],
  ['a head that no event leads to', 'UPDATE hub_head SET seq = 4', 'does not match its hash'],
  [
    'postings that are not balanced',
    'UPDATE posting SET amount = amount + 1 WHERE rowid = 1',
    'sum to 1',
  ],
  ['a row that names another which is gone', 'DELETE FROM hub', 'names one that is missing'],
])('no backup is made of a database with %s', async (_, damage, words) => {
  await using cloud = await openTestCloud()
  await sellAndPush(cloud, 3)
  const database = new Database(fileOf(cloud))
  database.exec(`PRAGMA foreign_keys=OFF; ${damage}`)
  database.close()
  const target = join(dirname(fileOf(cloud)), 'copy.db')
  await expect(backupGroup(fileOf(cloud), target)).rejects.toThrow(words)
  expect(existsSync(target)).toBe(false)
  expect(existsSync(`${target}.part`)).toBe(false)
})

test('a restore is refused while a cloud runs on the data, and with a copy that is not whole or not of this group', async () => {
  await using cloud = await openTestCloud()
  await sellAndPush(cloud, 3)
  const [file, folder] = [fileOf(cloud), dirname(fileOf(cloud))]
  const copy = join(folder, 'hq-nom-2026-11-20T08-00-00-000Z.db')
  await backupGroup(file, copy)
  await cloud.groups.close()
  const before = readFileSync(file)
  {
    using lock = lockFolder(folder)
    expect(lock).toBeDefined()
    await expect(restoreGroup(copy, file, cloud.now)).rejects.toThrow('a cloud runs on')
  }
  const other = join(folder, 'hq-duka.db')
  await expect(restoreGroup(copy, other, cloud.now)).rejects.toThrow(
    'of the group nom, not of duka',
  )
  const torn = join(folder, 'torn.db')
  writeFileSync(torn, readFileSync(copy).subarray(0, 100_000))
  await expect(restoreGroup(torn, file, cloud.now)).rejects.toThrow(/malformed|damaged/)
  expect(readFileSync(file)).toEqual(before)
  expect(readdirSync(folder).filter((name) => name.includes('restoring'))).toEqual([])
})

test('each restore of one backup is another life; what it replaces is kept, also with its log', async () => {
  await using cloud = await openTestCloud()
  const hub = await sellAndPush(cloud, 2)
  const [file, folder] = [fileOf(cloud), dirname(fileOf(cloud))]
  const copy = join(folder, 'copy.db')
  await backupGroup(file, copy)
  hub.sell(sale)
  await hub.push({ from: 3 })
  const feed = await cloud.feeds.of(cloud.group, 1)
  await cloud.feeds.close()
  await cloud.groups.close()

  const first = await restoreGroup(copy, file, cloud.now)
  expect(first).toMatchObject({ group: 'nom', events: 2 })
  expect(verifyCopy(join(first.kept ?? '', 'hq-nom.db')).events).toBe(3)
  const second = await restoreGroup(copy, file, cloud.now + 60_000)
  expect(second.incarnation).toBeGreaterThan(first.incarnation)
  expect(readdirSync(folder).filter((name) => name.startsWith('feed-'))).toEqual([])

  await using groups = createGroups({ folder })
  const group = await groups.create('nom')
  const rows = group.readHot().prepare('SELECT count(session) FROM hub_head').get()
  expect(rows).toEqual([0])
  expect(feed.feedId).not.toBe('')
})

test('a database that is damaged or gone is restored all the same', async () => {
  await using cloud = await openTestCloud()
  await sellAndPush(cloud, 2)
  const [file, folder] = [fileOf(cloud), dirname(fileOf(cloud))]
  const copy = join(folder, 'copy.db')
  await backupGroup(file, copy)
  await cloud.feeds.close()
  await cloud.groups.close()
  writeFileSync(file, 'not a database any more'.repeat(1000))
  copyFileSync(copy, `${file}-wal`)
  const { kept } = await restoreGroup(copy, file, cloud.now)
  expect(readdirSync(kept ?? '')).toEqual(expect.arrayContaining(['hq-nom.db', 'hq-nom.db-wal']))
  expect(existsSync(`${file}-wal`)).toBe(false)
  expect(verifyCopy(file).events).toBe(2)
})

async function make(cloud: TestCloud): Promise<GroupBackup> {
  const answer = await cloud.request('/v1/backups', { method: 'POST' })
  expect(answer.status, await answer.clone().text()).toBe(201)
  return (await answer.json()) as GroupBackup
}

async function sellAndPush(cloud: TestCloud, times: number) {
  const hub = await cloud.claimHub(1)
  for (let i = 0; i < times; i += 1) hub.sell(sale)
  expect((await hub.push()).status).toBe(200)
  return hub
}

function fileOf(cloud: TestCloud): string {
  return cloud.group.file ?? ''
}
