import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Saved } from '#shared/contracts/till.ts'
import { openMqttTill, saleOverMqtt } from '../support/mqtt-till.ts'
import { type OpenTill, openShop, type Shop, until } from '../support/shop.ts'
import { newId, type SaleWish } from '../support/till-client.ts'

const TILLS = 10
/** The long version: KASSA_TEST_KILLS=20. */
const KILLS = Number(process.env['KASSA_TEST_KILLS'] ?? 3)

/**
 * The law of the journal: whatever a till was told is saved is there once, in the hub and in the
 * books, although the hub is killed at random moments while ten tills sell, one of them over MQTT.
 */
test(`no acknowledged sale is lost and none is doubled when the hub is killed ${KILLS} times`, {
  timeout: 60_000 + KILLS * 10_000,
}, async () => {
  await using shop = await openShop()
  const tills: OpenTill[] = []
  for (let i = 0; i < TILLS; i += 1) tills.push(await shop.openTill(`till ${i + 1}`))
  const [first] = tills
  const product = (await first?.client.products('text=ном&limit=1'))?.[0]
  if (first === undefined || product === undefined)
    throw new Error('the demo data has no product to sell')

  const saved: Saved[] = []
  let open = true
  const last = tills[TILLS - 1] ?? first
  const mqtt = await openMqttTill(
    { url: shop.mqttUrl, store: shop.storeCode, ...last.client },
    { answerMs: 1000 },
  )
  const basket = { lines: [{ id: 'a', productId: product.id, quantity: 1000 }] }
  // Before the first kill: a quote is not repeated through a crash, only sales are.
  const { total } = (await first.client.quote(basket)).priced
  const selling = tills.map(async (till) => {
    while (open) {
      const sale: SaleWish = {
        id: newId(),
        shiftId: till.shiftId,
        basket,
        total,
        tenders: [{ kind: 'cash', given: total }],
      }
      saved.push(
        till === last
          ? await saleOverMqtt(mqtt, sale, 60_000)
          : await till.client.sellUntilSaved(sale, 60_000),
      )
    }
  })
  for (let kill = 0; kill < KILLS; kill += 1) {
    // In the middle of the load: some sales after the last start, at no chosen instruction.
    const goal = saved.length + 1 + Math.floor(Math.random() * 15)
    await until('sales go on', async () => saved.length >= goal, 30_000)
    await sleep(Math.random() * 50)
    await shop.program('hub').kill('SIGKILL')
    await shop.restart('hub')
  }
  open = false
  await Promise.all(selling)
  await mqtt.close()

  const ids = saved.map((answer) => answer.id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.length).toBeGreaterThan(KILLS)
  const numbers = saved.map((answer) => answer.receipt?.number)
  expect(new Set(numbers).size).toBe(numbers.length)

  // In the books exactly once: as many receipts as were acknowledged, under the same ids.
  const inTheBooks = await until(
    'all receipts in the books',
    async () => {
      const found = await receiptIdsInTheBooks(shop)
      return found.length >= ids.length && found
    },
    60_000,
  )
  expect([...inTheBooks].sort()).toEqual([...ids].sort())
})

async function receiptIdsInTheBooks(shop: Shop): Promise<readonly string[]> {
  const ids: string[] = []
  let after = ''
  do {
    const page = (await (await shop.cloud(`/v1/receipts?limit=200${after}`)).json()) as {
      items: { id: string }[]
      next: string | null
    }
    ids.push(...page.items.map((receipt) => receipt.id))
    after = page.next === null ? '' : `&after=${encodeURIComponent(page.next)}`
  } while (after !== '')
  return ids
}
