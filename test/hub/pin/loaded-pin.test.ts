import { afterAll, beforeAll, expect, test } from 'vitest'
import { lookupKeyOf } from '#cloud/masterdata/lookup-key.ts'
import { NotSpendable } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import { openValueShop, type ValueShop } from '#test/cloud/value/value-shop.ts'
import { until } from '#test/support/shop.ts'
import { newId, type TestTill } from '../open-hub.ts'
import { credit, openWiredHub, type WiredHub } from '../value/wired-hub.ts'

const right = '4826'
const wrong = '4827'
const settings = {
  earning: null,
  paying: {
    as: 'tender',
    by: { kind: 'rate', worth: { points: 1, amount: 100 } },
    pin: true,
    ruleId: 'pay',
  },
} as const
const local = {
  id: 3,
  code: 'LOC',
  name: 'Local',
  kind: 'points',
  offline: 'local-balance',
} as const
const members = [
  { id: 7, name: 'Сараа', phone: '99110007', balances: { 3: 900 } },
  { id: 8, name: 'Дорж', phone: '99110008', balances: { 3: 900 } },
]

let shop: ValueShop
let hub: WiredHub
let till: TestTill
beforeAll(async () => {
  shop = await openValueShop()
  const { code, name, kind, offline } = local
  await shop.post('/v1/programmes', { code, name, kind, offline })
  await shop.cloud.request(`/v1/programmes/${code}`, { method: 'PATCH', json: settings })
  for (const member of [7, 8]) {
    await shop.credit(900, `LOC:${member}`)
    await setPin(member, right)
  }
  hub = await openWiredHub(shop, 1)
  hub.feed.put({ programmes: [credit, { ...local, settings: JSON.stringify(settings) }] })
  hub.feed.put({ members })
  till = await hub.openTill()
  const identity = hub.shop.identity()
  await hub.journal.adopt({ ...identity, lookupKey: await lookupKeyOf(shop.cloud.group) })
}, 60_000)
afterAll(async () => {
  await hub[Symbol.asyncDispose]()
  await shop[Symbol.asyncDispose]()
})

async function setPin(member: number, pin: string) {
  const json = { pin, reason: 'at the counter' }
  const { status } = await shop.cloud.request(`/v1/members/M${member}/pin`, { method: 'PUT', json })
  expect(status).toBe(200)
}
/** Reserved, and let go again: or why not. */
async function pay(pin: string, memberId = 7) {
  const receiptId = newId()
  const points = { kind: 'points', memberId, programme: 'LOC', amount: 100, pin } as const
  try {
    return await hub.value.cover(receiptId, points)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return NotSpendable.parse(error.extra).hindrance
  } finally {
    hub.value.letGo(receiptId)
  }
}
/** A busy cloud may be too late for one look. */
const lookUp = (phone: string) => till.call('GET', `/members?phone=${phone}`)

test('a card that was looked up online pays with its PIN when the line is cut; another one is refused in words', async () => {
  await until('the card pays offline', async () => {
    await hub.restore()
    await lookUp('99110007')
    await hub.cut()
    return (await pay(right)) === 'LOC:7'
  })
  expect(await pay(wrong)).toBe('pin-wrong')
  expect(await pay(right, 8)).toBe('pin-unchecked')
  // Nothing of it is on the disk, and a start forgets it.
  expect(hub.journal.rows('SELECT * FROM lease_pin', [])).toEqual([])
  hub.restartValue()
  hub.value.hearTill(till.code)
  expect(await pay(right)).toBe('pin-unchecked')
  await hub.restore()
})

test('while the line is there the cloud checks it, so a PIN that HQ changed is another at once', async () => {
  await until('the card is known here', async () => {
    await hub.restore()
    await lookUp('99110008')
    await hub.cut()
    return (await pay(right, 8)) === 'LOC:8'
  })
  await hub.restore()
  await setPin(8, '970513')
  await until('the new PIN pays', async () => (await pay('970513', 8)) === 'LOC:8')
  await until('the old one is wrong', async () => (await pay(right, 8)) === 'pin-wrong')
})
