import { expect, test } from 'vitest'
import { TillMember } from '#shared/contracts/till.ts'
import { FoundSales } from '#shared/contracts/witness.ts'
import { openValueShop } from '#test/cloud/value/value-shop.ts'
import { newId, type TestTill } from './open-hub.ts'
import { saved, sellFor } from './value/value-hub.ts'
import { credit, inTime, openWiredHub, type WiredHub } from './value/wired-hub.ts'

const member = { id: 7, account: 'CREDIT:7', phone: '99110007' }

test('a till that did not hear that the books have its sale: the new box asks them, and shows it once [B2.7, B3]', async () => {
  await using shop = await openValueShop()
  await shop.credit(5_000_00)
  await using dead = await openWiredHub(shop, 1)
  const { stored } = saved(await sellOnCredit(dead))
  await dead.sent()
  expect((await shop.account()).balance).toBe(4_700_00)
  const { seq } = dead.journal.head()
  await dead.cut()

  await using box = await openWiredHub(shop, 1)
  const till = await box.openTill()
  feedOf(box, 4_700_00, { hubId: dead.hubId, epoch: 1, seq })
  await offer(till, stored)
  expect(await shown(till)).toBe(4_700_00)
  await box.sent()
  expect((await shop.account()).balance).toBe(4_700_00)
}, 60_000)

test('taken with the line cut it counts, until the line is back and the cloud says that it has it', async () => {
  await using shop = await openValueShop()
  await shop.credit(5_000_00)
  await using dead = await openWiredHub(shop, 1)
  const { stored } = saved(await sellOnCredit(dead))
  const placeOfSale = dead.journal.eventById(stored?.id ?? '')?.seq
  await dead.sent()
  const { seq } = dead.journal.head()
  await dead.cut()

  await using box = await openWiredHub(shop, 1)
  const till = await box.openTill()
  feedOf(box, 4_700_00, { hubId: dead.hubId, epoch: 1, seq })
  await box.cut()
  await offer(till, stored)
  expect(await shown(till)).toBe(4_400_00)
  await box.restore()
  const places = () => box.journal.rows('SELECT hub_id, epoch, place FROM taken_place', [])
  await expect.poll(places).toEqual([[dead.hubId, 1, placeOfSale]])
  await box.cut()
  // Without the feed's next state, and without anybody to ask.
  expect(await shown(till)).toBe(4_700_00)
}, 60_000)

async function sellOnCredit(hub: WiredHub) {
  const [till, id] = [await hub.openTill(), newId()]
  return await inTime(() => sellFor(till, member, 300_00, id))
}

function feedOf(
  { feed }: WiredHub,
  balance: number,
  mark: { readonly hubId: number; readonly epoch: number; readonly seq: number },
): void {
  const holder = { ...member, name: 'Сараа', balances: { [credit.id]: balance } }
  feed.put({ members: [holder], marks: [mark] })
}

async function offer(till: TestTill, sale: object | undefined): Promise<void> {
  const { body } = await till.call('POST', '/kept-sales', { sales: [sale] })
  expect(FoundSales.parse(body)).toMatchObject({ found: [{}], refused: [] })
}

async function shown(till: TestTill): Promise<number | undefined> {
  const { body } = await till.call('GET', `/members?phone=${member.phone}`)
  return TillMember.parse(body).accounts[0]?.balance
}
