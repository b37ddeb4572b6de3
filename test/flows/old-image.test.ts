import { cp, mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Database from 'libsql'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { type Program, startProgram } from '#hub/packaging/one-box/program.ts'
import type { Saved } from '#shared/contracts/till.ts'
import { openShop, type Shop, until } from '../support/shop.ts'
import { pairTill } from '../support/till-client.ts'
import { openWitnessTill, type WitnessTill } from '../support/witness-till.ts'
import { openValueShop } from './value-shop.ts'

const START = 100_000_00

const Receipts = z.object({
  items: z.array(z.object({ id: z.string(), number: z.string() })),
  next: z.string().nullable(),
})
const Alarms = z.object({ items: z.array(z.object({ kind: z.string() })) })

test('a disk image brought back heals, and every acknowledged sale is in the books once [B1.3, B2.8]', {
  timeout: 180_000,
}, async () => {
  await using value = await openValueShop(START)
  const { shop, memberId } = value
  const { till, productId, client, shiftId } = await openTill(shop)
  const saved: Saved[] = []
  let balance = START
  const account = () => value.accountOf({ client, shiftId })
  const shown = async () => (await account())?.balance
  const sell = async (times: number, inCredit = 0) => {
    for (let i = 0; i < times; i += 1) {
      saved.push(await till.sell(productId, { memberId, inCredit }))
      balance -= inCredit
    }
  }
  const canSpend = () =>
    until('credit may be spent', async () => {
      await till.beat()
      return (await account())?.hindrance === null
    })
  /** What another disk sold may be missing while the feed is behind the books; nothing counts twice. */
  const notDouble = async () => expect(await shown()).toBeGreaterThanOrEqual(balance)
  const atRest = async () => {
    await until('the books have it', async () => (await value.books()).balance === balance)
    await until('it is shown', async () => (await shown()) === balance, 60_000)
  }
  await until('the balance is in the store', async () => (await shown()) === START, 60_000)
  await sell(3, 100_00)
  await allSent(till)
  await atRest()
  await stopHub(shop)
  await keepImage(shop, 'first')
  await shop.restart('hub')

  // Sent, then brought back: the cloud knows more than the disk, and the till does not know that.
  await canSpend()
  await sell(2, 200_00)
  await atRest()
  await until('the feed has it', async () => {
    return (await markInFeed(shop)) >= (saved.at(-1)?.saved.seq ?? 0)
  })
  expect(till.kept()).toBeGreaterThan(0)
  await stopHub(shop)
  await bringBack(shop, 'first')
  await shop.restart('hub')
  await until('a new epoch, and the till has offered what it kept', async () => {
    await till.currentShift()
    await notDouble()
    return till.kept() === 0 && (await kinds(shop)).includes('old-image')
  })
  await atRest()
  await canSpend()
  await sell(2, 300_00)
  expect(saved.at(-1)?.saved.epoch).toBe(2)
  await notDouble()
  await allSent(till)
  await atRest()

  // Not sent, then brought back while the line is cut: only the till knows.
  await stopHub(shop)
  await keepImage(shop, 'second')
  await shop.restart('hub')
  shop.link.setCut(true)
  await sell(2)
  expect(till.kept()).toBe(2)
  await notDouble()
  await stopHub(shop)
  await bringBack(shop, 'second')
  await shop.restart('hub')
  await sell(1)
  expect(saved.at(-1)?.receipt?.number).toMatch(/-2X-\d{6}-/)
  shop.link.setCut(false)
  await allSent(till)
  await atRest()

  await sell(1)
  expect(saved.at(-1)?.saved.epoch).toBe(3)
  await allSent(till)
  await atRest()
  // What ended epochs held keeps no member from a lease of this one.
  await canSpend()
  await sell(1, 100_00)
  await until('a lease is here again', async () =>
    (await value.books()).leases.some(({ state, epoch }) => state === 'open' && epoch === 3),
  )
  await atRest()
  // The first disk was behind the books; the second had sold before it heard of them.
  expect(await kinds(shop)).toEqual(['diverged', 'old-image'])
  const inTheBooks = await receipts(shop)
  expect(inTheBooks.map(({ id }) => id).toSorted()).toEqual(saved.map(({ id }) => id).toSorted())
  const printed = new Map(saved.map(({ id, receipt }) => [id, receipt?.number]))
  for (const { id, number } of inTheBooks) expect(number).toBe(printed.get(id))
})

test('two copies of one disk at work: both sell on, and every sale is in the books once [B1.3]', {
  timeout: 180_000,
}, async () => {
  await using shop = await openShop()
  const { till, productId, token, shiftId } = await openTill(shop)
  const saved: Saved[] = [await till.sell(productId)]
  await allSent(till)
  await stopHub(shop)
  const copyDir = join(shop.dataDir, 'copy')
  await mkdir(copyDir)
  await cp(join(shop.dataDir, 'hub'), join(copyDir, 'hub'), { recursive: true })
  await shop.restart('hub')
  const copy = await startHub(shop, copyDir)
  try {
    const other = await openWitnessTill({ url: urlOf(copy), token, shiftId })
    for (let i = 0; i < 5; i += 1) {
      saved.push(await till.sell(productId))
      saved.push(await other.sell(productId))
    }
    await allSent(till)
    await allSent(other)
    // Of two papers with one counter, one in 1,024 has the same check characters, too.
    const told = (await kinds(shop)).filter((kind) => kind !== 'repeated-receipt-number')
    expect(told.length).toBeGreaterThan(0)
    for (const kind of told) expect(['old-image', 'diverged']).toContain(kind)
    const ids = (await receipts(shop)).map(({ id }) => id)
    expect(ids.toSorted()).toEqual(saved.map(({ id }) => id).toSorted())
  } finally {
    await copy.stop()
  }
})

test('a dead disk is replaced by a new claim; its unsent sales come back from the till, once [B2.7]', {
  timeout: 180_000,
}, async () => {
  await using shop = await openShop()
  const { till, productId } = await openTill(shop)
  const saved: Saved[] = [await till.sell(productId)]
  await allSent(till)
  shop.link.setCut(true)
  for (let i = 0; i < 3; i += 1) saved.push(await till.sell(productId))
  expect(till.kept()).toBe(3)
  await shop.program('hub').kill('SIGKILL')
  shop.link.setCut(false)

  const newDisk = join(shop.dataDir, 'new-disk')
  await mkdir(newDisk)
  const box = await startHub(shop, newDisk, await claimCode(shop))
  try {
    const url = urlOf(box)
    await until('the new box sells', async () => {
      const health = await (await fetch(`${url}/v1/health`)).json()
      return (health as { selling: boolean }).selling
    })
    const code = await pairingCode(shop, url)
    const client = await pairTill(url, code, 'till')
    await client.signIn(shop.credentials.pins.manager)
    till.setUrl(url)
    till.pairedWith(client.token, (await client.openShift(0)).id)
    saved.push(await till.sell(productId))
    await allSent(till)
    const inTheBooks = await receipts(shop)
    expect(inTheBooks.map(({ id }) => id).toSorted()).toEqual(saved.map(({ id }) => id).toSorted())
    const numbers = inTheBooks.map(({ number }) => number)
    expect(new Set(numbers).size).toBe(saved.length)
    expect(await kinds(shop)).toEqual([])
    const printed = saved.map(({ receipt }) => receipt?.number ?? '')
    expect(numbers.toSorted()).toEqual(printed.toSorted())
  } finally {
    await box.stop()
  }
})

async function openTill(shop: Shop) {
  const { client, shiftId } = await shop.openTill()
  const [product] = await client.products('text=ном&limit=1')
  if (product === undefined) throw new Error('the demo data has no product to sell')
  const { token } = client
  const till = await openWitnessTill({ url: shop.hubUrl, token, shiftId })
  return { till, productId: product.id, token, shiftId, client }
}

/** The till keeps nothing any more: the hub vouches that the cloud has all of it. */
async function allSent(till: WitnessTill): Promise<void> {
  const sent = async () => {
    await till.beat()
    return till.kept() === 0
  }
  await until('the till keeps nothing', sent, 60_000)
}

/** Up to where the store's copy of the feed has this hub's journal. */
async function markInFeed(shop: Shop): Promise<number> {
  const folder = join(shop.dataDir, 'hub', 'replica')
  const text = await readFile(join(folder, 'current.json'), 'utf8')
  const { file } = z.object({ file: z.string() }).parse(JSON.parse(text))
  const database = new Database(`${pathToFileURL(join(folder, file)).href}?mode=ro`)
  try {
    const [mark] = database.prepare('SELECT max(seq) FROM hub_mark').raw(true).get() as [number]
    return mark
  } finally {
    database.close()
  }
}

async function stopHub(shop: Shop): Promise<void> {
  await shop.program('hub').kill('SIGKILL')
}

/** What an imaging tool copies of a box that is switched off. */
async function keepImage(shop: Shop, name: string): Promise<void> {
  const to = join(shop.dataDir, 'images', name)
  await mkdir(to, { recursive: true })
  for (const file of files) {
    await cp(join(shop.dataDir, 'hub', file), join(to, file), { force: true }).catch(isMissing)
  }
}

async function bringBack(shop: Shop, name: string): Promise<void> {
  const from = join(shop.dataDir, 'images', name)
  for (const file of files) {
    const to = join(shop.dataDir, 'hub', file)
    await rm(to, { force: true })
    await cp(join(from, file), to).catch(isMissing)
  }
}

const files = ['journal.db', 'journal.db-wal', 'journal.db-shm']

function isMissing(error: unknown): void {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return
  throw error
}

async function startHub(shop: Shop, dataDir: string, code?: string): Promise<Program> {
  const env = {
    KASSA_DATA: dataDir,
    KASSA_HUB_PORT: '0',
    KASSA_MQTT_PORT: '0',
    KASSA_CLOUD_URL: shop.cloudUrl,
    KASSA_HUB_ADMIN_TOKEN: shop.credentials.hubAdminToken,
    ...(code !== undefined && { KASSA_CLAIM_CODE: code }),
  }
  return await startProgram('hub', env, { command: [process.execPath, 'dist/hub/main.js'] })
}

function urlOf(program: Program): string {
  if (program.listening.http === undefined) throw new Error(program.log())
  return program.listening.http
}

async function claimCode(shop: Shop): Promise<string> {
  const stores = z.object({ items: z.array(z.object({ id: z.int(), code: z.string() })) })
  const { items } = stores.parse(await (await shop.cloud('/v1/stores?limit=200')).json())
  const store = items.find(({ code }) => code === 'UB1')
  const body = JSON.stringify({ storeId: store?.id })
  const made = await shop.cloud('/v1/hubs/codes', { method: 'POST', body })
  return z.object({ code: z.string() }).parse(await made.json()).code
}

async function pairingCode(shop: Shop, url: string): Promise<string> {
  const made = await fetch(`${url}/v1/pairing-codes`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${shop.credentials.hubAdminToken}`,
      'content-type': 'application/json',
    },
    body: '{}',
  })
  return z.object({ code: z.string() }).parse(await made.json()).code
}

async function kinds(shop: Shop): Promise<string[]> {
  const page = Alarms.parse(await (await shop.cloud('/v1/alarms')).json())
  return page.items.map(({ kind }) => kind)
}

async function receipts(shop: Shop): Promise<{ id: string; number: string }[]> {
  return Receipts.parse(await (await shop.cloud('/v1/receipts?limit=200')).json()).items
}
