import { expect, test } from 'vitest'
import { openShop, until } from '../support/shop.ts'
import { newId } from '../support/till-client.ts'

interface Roll {
  readonly receipts: readonly { readonly lines: readonly string[] }[]
}

/** An unsure print comes again, marked: never silently lost, never two that look alike. */
test('a receipt whose gateway is killed in the middle comes out again marked as a duplicate', {
  timeout: 120_000,
}, async () => {
  await using shop = await openShop()
  const { client, shiftId } = await shop.openTill()
  const product = (await client.products('text=ном&limit=1'))[0]
  if (product === undefined) throw new Error('the demo data has no product to sell')
  const basket = { lines: [{ id: 'a', productId: product.id, quantity: 1000 }] }
  const { priced } = await client.quote(basket)

  await until(
    'the printer is there',
    async () => (await client.status()).printer.state === 'online',
  )
  // The paper runs out in the middle, so that the job is surely printing when the gateway dies.
  await shop.devicePage('/devices/receipt-1/run-out', { method: 'POST' })
  const sale = await client.sell({
    id: newId(),
    shiftId,
    basket,
    total: priced.total,
    tenders: [{ kind: 'cash', given: priced.total }],
  })
  await until('the receipt is printing', async () => {
    const { print } = await client.receipt(sale.id)
    return print !== null && ['printing', 'waiting'].includes(print.state)
  })
  await shop.program('gateway').kill('SIGKILL')
  await shop.restart('gateway')

  const roll = await until(
    'the receipt is printed',
    async () => {
      const answer = (await (await shop.devicePage('/devices/receipt-1/roll')).json()) as Roll
      const { print } = await client.receipt(sale.id)
      return print?.state === 'done' && answer
    },
    60_000,
  )
  const copies = roll.receipts.filter((receipt) =>
    receipt.lines.some((line) => line.includes(sale.receipt?.number ?? '?')),
  )
  expect(copies).toHaveLength(1)
  expect(copies[0]?.lines.some((line) => line.includes('ХУВИЛБАР'))).toBe(true)
})
