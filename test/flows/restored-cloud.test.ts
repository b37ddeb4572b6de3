import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Saved } from '#shared/contracts/till.ts'
import { openShop, type Shop, until } from '../support/shop.ts'
import { openWitnessTill, type WitnessTill } from '../support/witness-till.ts'

const run = promisify(execFile)
const Receipts = z.object({ items: z.array(z.object({ id: z.string(), number: z.string() })) })
const Made = z.object({
  name: z.string(),
  events: z.int(),
  heads: z.array(z.object({ seq: z.int() })),
})
const Restored = z.object({ incarnation: z.int(), kept: z.string(), events: z.int() })

test('a cloud restored from its backup has every sale once, from the hubs, and feeds of new ids [B1.12, A3.1]', {
  timeout: 180_000,
}, async () => {
  await using shop = await openShop()
  const { till, productId, code, priceInStore } = await openTill(shop)
  const saved: Saved[] = []
  const sell = async (times: number) => {
    for (let i = 0; i < times; i += 1) saved.push(await till.sell(productId))
  }
  await sell(3)
  await allSent(till)
  const price = await priceInStore()

  // The till sells on while the copy is made.
  const making = shop.cloud('/v1/backups', { method: 'POST', signal: AbortSignal.timeout(60_000) })
  let isMade = false
  const made = making.then(async (answer) => Made.parse(await answer.json()))
  void made.finally(() => {
    isMade = true
  })
  do await sell(1)
  while (!isMade)
  const backup = await made

  // What the backup lacks: sales that till and hub know to be in the cloud, and a price.
  await sell(3)
  await allSent(till)
  await setPrice(shop, code, price + 10_000)
  await until(
    'the new price is in the store',
    async () => (await priceInStore()) === price + 10_000,
  )
  const before = { feedId: feedIdOf(shop), incarnation: incarnationSeen(shop) }
  expect(backup.heads[0]?.seq).toBeLessThan(saved.length)

  const restore = (name: string) =>
    run(process.execPath, [
      'dist/cloud/restore-process.js',
      join(shop.dataDir, 'cloud/backups', name),
      join(shop.dataDir, `cloud/hq-${shop.group}.db`),
    ])
  await expect(restore(backup.name)).rejects.toThrow('a cloud runs on')
  await shop.program('cloud').kill('SIGKILL')
  await sell(2)
  const restored = Restored.parse(JSON.parse((await restore(backup.name)).stdout))
  expect(restored.events).toBe(backup.events)
  expect(readdirSync(restored.kept)).toContain(`hq-${shop.group}.db`)
  await shop.restart('cloud')

  await allSent(till)
  await sell(1)
  await allSent(till)
  const inTheBooks = await receipts(shop)
  expect(inTheBooks.map(({ id }) => id).toSorted()).toEqual(saved.map(({ id }) => id).toSorted())
  const printed = new Map(saved.map(({ id, receipt }) => [id, receipt?.number]))
  for (const { id, number } of inTheBooks) expect(number).toBe(printed.get(id))
  expect(incarnationSeen(shop)).toBe(restored.incarnation)
  expect(restored.incarnation).toBeGreaterThan(before.incarnation)
  const alarms = z.object({ items: z.array(z.unknown()) })
  expect(alarms.parse(await (await shop.cloud('/v1/alarms')).json()).items).toEqual([])

  await until(
    'the replica is built anew, with the price of the backup',
    async () => {
      return feedIdOf(shop) !== before.feedId && (await priceInStore()) === price
    },
    30_000,
  )
  await setPrice(shop, code, price + 20_000)
  await until('prices flow again', async () => (await priceInStore()) === price + 20_000)
})

async function openTill(shop: Shop) {
  const { client, shiftId } = await shop.openTill()
  const [product] = await client.products('text=ном&limit=1')
  if (product === undefined) throw new Error('the demo data has no product to sell')
  const { token } = client
  const till = await openWitnessTill({ url: shop.hubUrl, token, shiftId })
  const priceInStore = async () => (await client.products('text=ном&limit=1'))[0]?.listPrice ?? 0
  return { till, productId: product.id, code: product.code, priceInStore }
}

async function allSent(till: WitnessTill): Promise<void> {
  const sent = async () => {
    await till.beat()
    return till.kept() === 0
  }
  await until('the till keeps nothing', sent, 60_000)
}

async function setPrice(shop: Shop, code: string, listPrice: number): Promise<void> {
  const path = `/v1/companies/INTERNOM/products/${encodeURIComponent(code)}`
  const answer = await shop.cloud(path, { method: 'PUT', body: JSON.stringify({ listPrice }) })
  expect(answer.ok, await answer.text()).toBe(true)
}

/** Of the replica that the hub serves from. */
function feedIdOf(shop: Shop): string {
  const text = readFileSync(join(shop.dataDir, 'hub/replica/current.json'), 'utf8')
  return z.object({ feedId: z.string() }).parse(JSON.parse(text)).feedId
}

/** As the hub's last handshake told it. */
function incarnationSeen(shop: Shop): number {
  const told = [
    ...shop
      .program('hub')
      .log()
      .matchAll(/"incarnation":(\d+)/g),
  ].at(-1)?.[1]
  return Number(told)
}

async function receipts(shop: Shop): Promise<{ id: string; number: string }[]> {
  return Receipts.parse(await (await shop.cloud('/v1/receipts?limit=200')).json()).items
}
