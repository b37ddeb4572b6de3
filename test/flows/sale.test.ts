import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { Saved } from '#shared/contracts/till.ts'
import { type OpenTill, openShop, type Shop, until } from '../support/shop.ts'
import { newId, Refused, type SaleWish } from '../support/till-client.ts'
import { walkSale } from './walk-sale.ts'

let shop: Shop
let till: OpenTill
beforeAll(async () => {
  shop = await openShop()
  till = await shop.openTill()
}, 120_000)
afterAll(async () => {
  await shop[Symbol.asyncDispose]()
})

test('a sale is priced, saved, printed, pushed, posted and reported', {
  timeout: 60_000,
}, async () => {
  await walkSale(shop, till)
})

test('hub and cloud price the same baskets to the same unit, line by line', async () => {
  const products = await till.client.products('text=ном&limit=20')
  const examples = await till.client.products('text=EX&limit=10')
  const all = [...products, ...examples]
  for (const quantity of [1000, 10_000, 548]) {
    const basket = {
      lines: all.map((product, i) => ({
        id: `${i}`,
        productId: product.id,
        quantity,
        ...(i === 1 && { typedPrice: 77_700 }),
        discounts: i % 3 === 0 ? [{ kind: 'percent' as const, rate: 725 }] : [],
      })),
      discounts: [
        { kind: 'fixed' as const, amount: 12_345 },
        { kind: 'percent' as const, rate: 333 },
      ],
    }
    const { priced } = await till.client.quote(basket)
    const answer = await shop.cloud(`/v1/stores/${shop.storeCode}/quotes`, {
      method: 'POST',
      body: JSON.stringify(basket),
    })
    expect(await answer.json()).toEqual(priced)
  }
})

test('the same sale sent twice is one sale with the same answer, other content is refused', async () => {
  const sale = await simpleSale()
  const first = await till.client.sell(sale)
  const again = await till.client.sell(sale)
  expect(again.saved).toEqual(first.saved)
  expect(again.receipt?.number).toBe(first.receipt?.number)
  const other = { ...sale, tenders: [{ kind: 'card' as const, given: sale.total }] }
  await expect(till.client.sell(other)).rejects.toMatchObject({ status: 409 })
})

test('a receipt given back in parts is in the books with its refunds, and no more than it was', {
  timeout: 60_000,
}, async () => {
  const [product] = await till.client.products('text=ном&limit=1')
  const basket = { lines: [{ id: 'a', productId: product?.id ?? 0, quantity: 3000 }] }
  const { priced } = await till.client.quote(basket)
  const sale = await till.client.sell({
    id: newId(),
    shiftId: till.shiftId,
    basket,
    total: priced.total,
    tenders: [{ kind: 'cash', given: priced.total }],
  })
  const refund = (quantity: number): Promise<Saved> =>
    till.client.call(Saved, 'POST', '/refunds', {
      id: newId(),
      shiftId: till.shiftId,
      receiptId: sale.id,
      lines: [{ lineId: 'a', quantity }],
      reason: 'damaged',
    })
  const parts = [await refund(1000), await refund(2000)]
  const back = parts.reduce((sum, part) => sum + (part.receipt?.priced.total ?? 0), 0)
  expect(back).toBe(-priced.total)
  const more = await refund(1000).catch((error: unknown) => error)
  expect(more).toBeInstanceOf(Refused)

  const trace = await until('both refunds are in the books', async () => {
    const answer = await shop.cloud(`/v1/receipts/${sale.id}`)
    if (!answer.ok) return false
    const found = Trace.parse(await answer.json())
    return found.later.filter((event) => event.type === 'sale.refunded').length === 2 && found
  })
  expect(trace.receipt.total).toBe(priced.total)
})

test('a scan at the virtual scanner reaches the till', { timeout: 30_000 }, async () => {
  const url = `${shop.hubUrl.replace('http', 'ws')}/v1/live?token=${till.client.token}`
  const live = new WebSocket(url)
  const seen: string[] = []
  live.on('message', (data) => {
    const event = JSON.parse((data as Buffer).toString('utf8')) as { kind: string; data?: string }
    if (event.kind === 'barcode.scanned') seen.push(event.data ?? '')
  })
  await new Promise((resolve) => live.once('open', resolve))
  const scanned = await shop.devicePage('/devices/scanner-1/scan', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ data: '9789991234564' }),
  })
  expect(scanned.ok, await scanned.text()).toBe(true)
  await until('the scan arrives', async () => seen.includes('9789991234564'))
  live.terminate()
})

const Trace = z.object({
  receipt: z.object({ total: z.number() }),
  later: z.array(z.object({ type: z.string() })),
})

async function simpleSale(): Promise<SaleWish> {
  const [product] = await till.client.products('text=ном&limit=1')
  const basket = { lines: [{ id: 'a', productId: product?.id ?? 0, quantity: 1000 }] }
  const { priced } = await till.client.quote(basket)
  return {
    id: newId(),
    shiftId: till.shiftId,
    basket,
    total: priced.total,
    tenders: [{ kind: 'cash', given: priced.total }],
  }
}
