import { execFile } from 'node:child_process'
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Database from 'libsql'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { readLog } from '#hub/journal/salvage/log.ts'
import type { Saved } from '#shared/contracts/till.ts'
import { holdLog } from '../support/hold-log.ts'
import { openShop, type Shop, until } from '../support/shop.ts'
import { openWitnessTill, type WitnessTill } from '../support/witness-till.ts'

const Receipts = z.object({
  items: z.array(z.object({ id: z.string(), number: z.string() })),
  next: z.string().nullable(),
})

test("a damaged journal and a hub's own backup: what is lost comes back from the till, once [B2.7]", {
  timeout: 180_000,
}, async () => {
  await using shop = await openShop()
  const { till, productId } = await openTill(shop)
  const saved: Saved[] = []
  const sell = async (times: number) => {
    for (let i = 0; i < times; i += 1) saved.push(await till.sell(productId))
  }
  await sell(2)
  await allSent(till)
  const backup = await makeBackup(shop)

  // Sold while the line is cut, so that only the box and the till have it; then a page goes bad.
  shop.link.setCut(true)
  // A slow machine would begin a new log meanwhile.
  const letGo = await holdLog(join(shop.dataDir, 'hub', 'journal.db'))
  await sell(4)
  expect(till.kept()).toBe(4)
  await shop.program('hub').kill('SIGKILL')
  await letGo()
  await spoilLog(join(shop.dataDir, 'hub', 'journal.db'))
  shop.link.setCut(false)
  await shop.restart('hub')
  expect(await troubles(shop)).toContain('journal-salvaged')
  await allSent(till)
  await sell(1)
  await allSent(till)
  await expectAllOnce(shop, saved)

  // What the cloud has already cannot come back from the till, and nobody saw that it is missing: the
  // disk speaks for no lease any more, and goes on in another epoch.
  const { epoch } = saved.at(-1)?.saved ?? { epoch: 0 }
  await shop.program('hub').kill('SIGKILL')
  await spoilEvent(join(shop.dataDir, 'hub', 'journal.db'), saved[0]?.id ?? '')
  await shop.restart('hub')
  await until('an epoch after the damage', async () => {
    await sell(1)
    return (saved.at(-1)?.saved.epoch ?? 0) > epoch
  })
  await allSent(till)
  await expectAllOnce(shop, saved)

  // As the README says: the copy takes the journal's place, and the hub is an old image of itself.
  await shop.program('hub').kill('SIGKILL')
  const journal = join(shop.dataDir, 'hub', 'journal.db')
  for (const ending of ['', '-wal', '-shm']) await rm(journal + ending, { force: true })
  await copyFile(join(shop.dataDir, 'hub', 'backups', backup), journal)
  await shop.restart('hub')
  const before = saved.at(-1)?.saved.epoch ?? 0
  await until('a new epoch', async () => {
    await sell(1)
    return (saved.at(-1)?.saved.epoch ?? 0) > before
  })
  await allSent(till)
  await expectAllOnce(shop, saved)
})

test('a cloud restored from before a hole in the journal gets all that the box still reads, once [B1.3, B1.12]', {
  timeout: 180_000,
}, async () => {
  await using shop = await openShop()
  const { till, productId } = await openTill(shop)
  const saved: Saved[] = []
  const sell = async (times: number) => {
    for (let i = 0; i < times; i += 1) saved.push(await till.sell(productId))
  }
  const journal = join(shop.dataDir, 'hub', 'journal.db')
  /** It sells on with one event less, which nobody but the cloud has. */
  const lose = async (sale: Saved | undefined) => {
    await shop.program('hub').kill('SIGKILL')
    await spoilEvent(journal, sale?.id ?? '')
    await shop.restart('hub')
  }
  const sellInto = async (epoch: number) => {
    await until(`epoch ${epoch}`, async () => {
      await sell(1)
      return (saved.at(-1)?.saved.epoch ?? 0) >= epoch
    })
    await allSent(till)
  }
  await sell(2)
  await allSent(till)
  const restore = await backUpCloud(shop)
  await sell(6)
  await allSent(till)
  const [lost] = saved.splice(4, 1)
  await lose(lost)
  await sellInto(2)
  const place = `at places ${lost?.saved.seq}.`
  expect(await alarmWords(shop, 'journal-salvaged')).toEqual([expect.stringContaining(place)])

  await shop.program('cloud').kill('SIGKILL')
  await restore()
  await shop.restart('cloud')
  await sellInto(3)
  await expectAllOnce(shop, saved)
  // The books that forgot it are told again, by the same event; nobody else is.
  expect(await alarmWords(shop, 'journal-salvaged')).toEqual([expect.stringContaining(place)])
  expect(await alarmWords(shop, 'diverged')).toEqual([])

  await lose(saved[5])
  await sellInto(4)
  await expectAllOnce(shop, saved)
  expect(await alarmWords(shop, 'journal-salvaged')).toHaveLength(2)
})

async function alarmWords(shop: Shop, kind: string): Promise<string[]> {
  const Alarms = z.object({ items: z.array(z.object({ kind: z.string(), words: z.string() })) })
  const { items } = Alarms.parse(await (await shop.cloud('/v1/alarms')).json())
  return items.filter((alarm) => alarm.kind === kind).map(({ words }) => words)
}

/** Answers how to put the books back as they are now, while no cloud runs. */
async function backUpCloud(shop: Shop): Promise<() => Promise<unknown>> {
  const made = await shop.cloud('/v1/backups', {
    method: 'POST',
    signal: AbortSignal.timeout(60_000),
  })
  const { name } = z.object({ name: z.string() }).parse(await made.json())
  const cloud = join(shop.dataDir, 'cloud')
  const files = [join(cloud, 'backups', name), join(cloud, `hq-${shop.group}.db`)]
  return () => promisify(execFile)(process.execPath, ['dist/cloud/restore-process.js', ...files])
}

function commitsIn(journal: string) {
  return readLog(journal).frames.filter(({ isCommit }) => isCommit)
}

/** A frame in the middle of the log, of a commit that others follow. */
async function spoilLog(journal: string): Promise<void> {
  const commits = commitsIn(journal)
  const spoilt = commits.at(-3)
  if (spoilt === undefined) throw new Error(`the log has ${commits.length} commits only`)
  const wal = await readFile(`${journal}-wal`)
  wal.fill(0xff, spoilt.at + 200, spoilt.at + 3000)
  await writeFile(`${journal}-wal`, wal)
}

/** Its body alone: all of the log is in the file before. */
async function spoilEvent(journal: string, id: string): Promise<void> {
  const database = new Database(journal)
  // The cloud has it all, and the hub notes that every few seconds.
  database.exec('UPDATE identity SET cloud_seq = (SELECT max(seq) FROM event)')
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
  const bytes = await readFile(journal)
  const body = `{"envelope":{"v":1,"id":"${id}"`
  expect(bytes.includes(body)).toBe(true)
  // A page that was split still holds what it held before.
  for (let at = bytes.indexOf(body); at >= 0; at = bytes.indexOf(body))
    bytes.fill(0xff, at, at + 60)
  await writeFile(journal, bytes)
}

async function makeBackup(shop: Shop): Promise<string> {
  const made = await fetch(`${shop.hubUrl}/v1/backups`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.credentials.hubAdminToken}` },
  })
  return z.object({ name: z.string() }).parse(await made.json()).name
}

async function troubles(shop: Shop): Promise<string[]> {
  const health = z.object({ troubles: z.array(z.object({ code: z.string() })) })
  const answer = await (await fetch(`${shop.hubUrl}/v1/health`)).json()
  return health.parse(answer).troubles.map(({ code }) => code)
}

async function expectAllOnce(shop: Shop, saved: readonly Saved[]): Promise<void> {
  const { items } = Receipts.parse(await (await shop.cloud('/v1/receipts?limit=200')).json())
  expect(items.map(({ id }) => id).toSorted()).toEqual(saved.map(({ id }) => id).toSorted())
  const printed = new Map(saved.map(({ id, receipt }) => [id, receipt?.number]))
  for (const { id, number } of items) expect(number).toBe(printed.get(id))
}

async function openTill(shop: Shop) {
  const { client, shiftId } = await shop.openTill()
  const [product] = await client.products('text=ном&limit=1')
  if (product === undefined) throw new Error('the demo data has no product to sell')
  const till = await openWitnessTill({ url: shop.hubUrl, token: client.token, shiftId })
  return { till, productId: product.id }
}

/** The till keeps nothing any more: the hub vouches that the cloud has all of it. */
async function allSent(till: WitnessTill): Promise<void> {
  const sent = async () => {
    await till.beat()
    return till.kept() === 0
  }
  await until('the till keeps nothing', sent, 60_000)
}
