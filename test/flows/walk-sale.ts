import { expect } from 'vitest'
import { z } from 'zod'
import { type OpenTill, type Shop, until } from '../support/shop.ts'
import { newId } from '../support/till-client.ts'

const Trace = z.object({
  receipt: z.object({
    id: z.string(),
    number: z.string(),
    companyId: z.int(),
    businessOn: z.string(),
  }),
  event: z.object({ seq: z.int(), hash: z.string() }),
  transactions: z.array(
    z.object({
      id: z.int(),
      debit: z.int(),
      credit: z.int(),
      postings: z.array(z.object({ code: z.string(), debit: z.int(), credit: z.int() })),
    }),
  ),
})
const Back = z.object({ receipt: z.object({ id: z.string() }) })
const Report = z.object({
  total: z.object({ receipts: z.int(), gross: z.int(), net: z.int(), vat: z.int() }),
})
const Roll = z.object({ receipts: z.array(z.object({ lines: z.array(z.string()) })) })

/**
 * The main job of the product on real processes, step by step: quote, sale with two tenders and
 * change, paper, push, postings that balance, the way back, the report.
 */
export async function walkSale(shop: Shop, till: OpenTill): Promise<void> {
  const { client, shiftId } = till
  const products = await client.products('text=ном&limit=3')
  const basket = {
    lines: products.map((product, i) => ({
      id: `line-${i}`,
      productId: product.id,
      quantity: 1000 * (i + 1),
      discounts: i === 0 ? [{ kind: 'percent' as const, rate: 1000 }] : [],
    })),
    discounts: [{ kind: 'fixed' as const, amount: 100 }],
  }
  const { quoteId, priced } = await client.quote(basket)
  expect(priced.net + priced.vat + priced.cityTax).toBe(priced.total)

  const card = Math.floor(priced.total / 2)
  const saved = await client.sell({
    id: newId(),
    shiftId,
    basket,
    quoteId,
    total: priced.total,
    tenders: [
      { kind: 'card', given: card, reference: '004211' },
      { kind: 'cash', given: priced.total - card + 50_000 },
    ],
  })
  const receipt = saved.receipt
  if (receipt === null) throw new Error('a sale has a receipt')
  const { tenders, rounding, change } = receipt.settlement
  expect(tenders.reduce((sum, tender) => sum + tender.amount, 0)).toBe(priced.total + rounding)
  expect(change).toBe(50_000 - rounding)
  expect(receipt.number).toMatch(/^[A-Z0-9]+-[A-Z0-9]+-\d+-\d{6}-[0-9A-Z]{2}$/)

  await until(
    'the receipt is printed',
    async () => (await client.receipt(saved.id)).print?.state === 'done',
  )
  const roll = Roll.parse(await (await shop.devicePage('/devices/receipt-1/roll')).json())
  const paper = roll.receipts.find(({ lines }) =>
    lines.some((line) => line.includes(receipt.number)),
  )
  expect(paper?.lines.join('\n')).toContain(products[0]?.name.slice(0, 12))

  const trace = await until('the receipt is in the books', async () => {
    const answer = await shop.cloud(`/v1/receipts/${saved.id}`)
    return answer.ok && Trace.parse(await answer.json())
  })
  expect(trace.receipt.number).toContain(receipt.number.slice(0, -3))
  expect(trace.event).toMatchObject({ seq: saved.saved.seq, hash: saved.saved.hash })
  expect(trace.transactions.length).toBeGreaterThan(0)
  for (const transaction of trace.transactions) {
    const debits = transaction.postings.reduce((sum, posting) => sum + posting.debit, 0)
    const credits = transaction.postings.reduce((sum, posting) => sum + posting.credit, 0)
    expect(debits).toBe(credits)
    expect(debits).toBeGreaterThanOrEqual(priced.total)
    const back = Back.parse(await (await shop.cloud(`/v1/postings/${transaction.id}`)).json())
    expect(back.receipt.id).toBe(saved.id)
  }

  const { companyId, businessOn } = trace.receipt
  const report = Report.parse(
    await (
      await shop.cloud(
        `/v1/reports/sales?companyId=${companyId}&by=product&from=${businessOn}&to=${businessOn}`,
      )
    ).json(),
  )
  expect(report.total.gross).toBeGreaterThanOrEqual(priced.total)
  expect(report.total.receipts).toBeGreaterThan(0)
}
