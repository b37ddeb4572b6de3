import { expect, test } from 'vitest'
import type { Problem } from '#shared/contracts/problem.ts'
import { eanCheckDigit } from '#shared/domain/ean.ts'
import { storeProfile } from '#test/support/feed.ts'
import { openTestHub } from './open-hub.ts'

const ean = (body: string) => body + eanCheckDigit(body)
const meat = { id: 9, name: 'Үхрийн мах', uom: 'кг', barcodes: [ean('231234500000')] }
const label = ean('231234512878')

test('the price on a label needs no right, and no other price passes for it', async () => {
  const profile = storeProfile({ labelForms: '23IIIIIPPPPPC' })
  const products = [
    { ...meat, listPrice: 23_500_00 },
    { id: 8, name: 'Талх', listPrice: 1500_00 },
  ]
  await using shop = await openTestHub({ profile, feed: { stores: [profile], products } })
  const till = await shop.openTill({ rights: ['sale'] })
  const status = await till.call('GET', '/status')
  expect(status.body).toMatchObject({ labelForms: '23IIIIIPPPPPC' })
  const line = { id: 'a', productId: 9, quantity: 548, typedPrice: 23_500_00, label }
  const saved = await till.sell({ lines: [line] })
  expect(saved.receipt?.priced).toMatchObject({ total: 12_878_00 })

  const refused = async (change: object) => {
    const answer = await till.call('POST', '/quotes', { lines: [{ ...line, ...change }] })
    expect([answer.status, (answer.body as Problem).detail]).toEqual([
      403,
      'the price of line a was typed; that needs the right price.type',
    ])
  }
  await refused({ typedPrice: 20_000_00 })
  await refused({ productId: 8 })
  await refused({ quantity: 1000 })
  await refused({ label: ean('221234512878') })
  await refused({ label: 'anything' })
})
