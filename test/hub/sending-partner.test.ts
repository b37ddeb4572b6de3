import { afterAll, beforeAll, expect, test } from 'vitest'
import { Receipt, TillMember } from '#shared/contracts/till.ts'
import { one, openTestHub, type TestHub, type TestTill } from './open-hub.ts'
import { refunded } from './value/wired-hub.ts'

let hub: TestHub
let till: TestTill
beforeAll(async () => {
  hub = await openTestHub({
    feed: {
      programmes: [
        { id: 5, code: 'COLIBRI', name: 'Colibri', kind: 'affiliate-credit', offline: 'leased' },
      ],
      members: [
        {
          id: 1,
          name: 'Ана Попеску',
          phone: '99110001',
          code: 'ANA7',
          affiliate: 'active',
          balances: { 5: 150_00 },
        },
        { id: 2, name: 'Ион', code: 'ION', affiliate: 'inactive' },
        { id: 3, name: 'Мара', code: 'MARA', affiliate: 'elsewhere' },
        { id: 4, name: 'Дан', phone: '99110004' },
        { id: 5, name: 'Рада', code: 'RADA', affiliate: 'active', blocked: true },
      ],
    },
  })
  till = await hub.openTill()
})
afterAll(() => hub[Symbol.asyncDispose]())

const found = async (query: string) => {
  const { status, body } = await till.call('GET', `/members?${query}`)
  return status === 200 ? TillMember.parse(body) : status
}

test('a partner is found by code, however it is typed, and by phone, with its credit; nobody else has the code', async () => {
  const ana = await found('affiliate=%20ana7%20')
  expect(ana).toMatchObject({ id: 1, name: 'Ана Попеску', affiliate: 'active' })
  expect(ana).toMatchObject({ accounts: [{ kind: 'affiliate-credit', balance: 150_00 }] })
  expect(await found('phone=99110001')).toEqual(ana)
  expect(await found('affiliate=NOBODY')).toBe(404)
  expect(await found('card=ANA7')).toBe(404)
  expect(await found('phone=99110004')).toMatchObject({ affiliate: null })
})

test('the receipt names who sent the customer, and so does its refund; the price is the same', async () => {
  const plain = await till.quote({ lines: [one(1)] })
  const saved = await till.sell({ lines: [one(1)], partnerId: 1 })
  const receipt = Receipt.parse(saved.receipt)
  expect(receipt.priced).toEqual(plain.priced)
  const partner = { id: 1, name: 'Ана Попеску' }
  expect(receipt).toMatchObject({ partner, memberId: null })
  expect(JSON.parse(hub.journal.eventById(receipt.id)?.body ?? '')).toMatchObject({
    payload: { partner },
  })
  const back = await refunded(till, receipt.id)
  expect(back).toMatchObject({ partner })
  const other = await till.sell({ lines: [one(1)] })
  expect(Receipt.parse(other.receipt).partner).toBeUndefined()
})

test('a partner that is off, of another company, blocked, none or unknown is refused in words, and the basket stays', async () => {
  const quote = async (partnerId: number) => {
    const basket = { lines: [one(1)], partnerId }
    const { status, body } = await till.call('POST', '/quotes', basket)
    return [status, (body as { reason?: string }).reason]
  }
  expect(await quote(2)).toEqual([409, 'inactive'])
  expect(await quote(3)).toEqual([409, 'elsewhere'])
  expect(await quote(5)).toEqual([409, 'blocked'])
  expect(await quote(4)).toEqual([409, 'none'])
  expect(await quote(99)).toEqual([422, undefined])
  // Switched off while the customer pays: the promised quote counts.
  const basket = { lines: [one(1)], partnerId: 1 }
  const { quoteId, priced } = await till.quote(basket)
  hub.feed.put({ members: [{ id: 1, name: 'Ана Попеску', code: 'ANA7', affiliate: 'inactive' }] })
  const { total } = priced
  const tenders = [{ kind: 'cash', given: total }]
  const sale = { id: hub.shop.newId(), shiftId: till.shiftId, basket, quoteId, total, tenders }
  const { status, body } = await till.call('POST', '/sales', sale)
  expect([status, body]).toMatchObject([201, { receipt: { partner: { id: 1 } } }])
})
