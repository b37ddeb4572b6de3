import { openShop, until } from '../support/shop.ts'
import { newId } from '../support/till-client.ts'
import { type Figure, percentile } from './figure.ts'

const SALES = 200
/** The first receipts of a new process compile code and draw glyphs; a shop's day has few of them. */
const WARM_UP = 20

/**
 * From the till's request to the first byte on the printer's line (design 12): the sale is sent, the
 * virtual printer notes when a receipt's first mark came; both processes share the machine's clock.
 */
export async function benchPrint(): Promise<readonly Figure[]> {
  await using shop = await openShop()
  const { client, shiftId } = await shop.openTill()
  const product = (await client.products('text=ном&limit=1'))[0]
  if (product === undefined) throw new Error('the demo data has no product to sell')
  const basket = { lines: [{ id: 'a', productId: product.id, quantity: 1000 }] }
  const { priced } = await client.quote(basket)
  const tenders = [{ kind: 'cash' as const, given: priced.total }]

  const took: number[] = []
  for (let i = 0; i < WARM_UP + SALES; i += 1) {
    const before = await lastStartedAt()
    const sentAt = Date.now()
    const sale = await client.sell({ id: newId(), shiftId, basket, total: priced.total, tenders })
    await until(
      'the receipt is printed',
      async () => (await client.receipt(sale.id)).print?.state === 'done',
    )
    const at = await lastStartedAt()
    if (at === before) throw new Error('the printer saw no new job')
    if (i >= WARM_UP) took.push(at - sentAt)
  }
  const p99Ms = percentile(took, 0.99)
  return [
    {
      what: 'sale to first byte on the printer line',
      measured: `p50 ${percentile(took, 0.5).toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms`,
      budget: 'p99 ≤ 30 ms',
      met: p99Ms <= 30,
      numbers: { p50Ms: percentile(took, 0.5), p99Ms },
    },
  ]

  async function lastStartedAt(): Promise<number> {
    const answer = await shop.devicePage('/devices/receipt-1/roll')
    const roll = (await answer.json()) as { receipts: { startedAt: number }[] }
    return roll.receipts.at(-1)?.startedAt ?? 0
  }
}
