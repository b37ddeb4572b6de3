import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sweepValue } from '#cloud/value/sweep.ts'
import type { ScriptedHub } from '../scripted-hub.ts'
import { expectOwedIsOwned } from './company-books.ts'
import { grant } from './grant.ts'
import { expectRebuilt } from './rebuilt.ts'
import { bodyOf, newId, type SoldForValue, sayOfLease, sellForValue } from './value-hub.ts'
import { openValueShop, type ValueShop } from './value-shop.ts'

const account = 'CREDIT:7'
const runs = Number(process.env['KASSA_TEST_RISK_RUNS'] ?? 1)

test('what the company owes in store credit is what its members own, through every kind of loss', async () => {
  await using shop = await openValueShop()
  const { cloud } = shop
  const hub = await cloud.claimHub(1)
  const push = async () => expect((await hub.push()).status).toBe(200)

  await shop.credit(900_000)
  await grant(shop, 'L1', 300_000)
  await grant(shop, 'L2', 100_000)
  expect(await expectOwedIsOwned(shop)).toEqual({
    'STORE-CREDIT': -900_000,
    'VALUE-CORRECTIONS': 900_000,
  })

  // Declared lost: nobody knows yet what the hub gave for it.
  cloud.now += 2e6
  for (const lease of ['L1', 'L2']) await endLease(shop, lease, 'forfeit')
  expect(await shop.account()).toMatchObject({ balance: 900_000, free: 900_000 })
  expect(await expectOwedIsOwned(shop)).toMatchObject({
    'STORE-CREDIT': -900_000,
    'VALUE-RISK': 400_000,
    'VALUE-ESCROW': -400_000,
  })

  // The late word: a part was spent, the rest was not.
  const late = sellForValue(hub, { account, amount: 120_000, lease: 'L1' })
  await push()
  expect(await expectOwedIsOwned(shop)).toMatchObject({
    'STORE-CREDIT': -900_000,
    'VALUE-RISK': 400_000,
    'VALUE-ESCROW': -280_000,
  })
  giveBack(hub, late, 20_000, 'L1')
  await push()
  expect(await expectOwedIsOwned(shop)).toMatchObject({ 'VALUE-ESCROW': -300_000 })
  sayOfLease(hub, 'lease.closed', { lease: 'L1', account, granted: 300_000, returned: 200_000 })
  await push()
  expect(await expectOwedIsOwned(shop)).toMatchObject({
    'STORE-CREDIT': -900_000,
    'VALUE-RISK': 200_000,
    'VALUE-ESCROW': -100_000,
  })

  // Nobody waits for the other one: it counts as not spent, until the hub says otherwise.
  await endLease(shop, 'L2', 'write-off')
  const writtenOff = await expectOwedIsOwned(shop)
  expect(writtenOff).toMatchObject({ 'VALUE-RISK': 100_000 })
  expect(writtenOff['VALUE-ESCROW']).toBeUndefined()
  sellForValue(hub, { account, amount: 70_000, lease: 'L2' })
  await push()
  expect(await expectOwedIsOwned(shop)).toMatchObject({
    'STORE-CREDIT': -900_000,
    'VALUE-RISK': 170_000,
  })

  // On trust: the member pays what is free (half is leased to the store where he shops), the
  // company the rest. Given back, its part comes first.
  const trusted = sellForValue(hub, { account, amount: 950_000 })
  await push()
  expect(await expectOwedIsOwned(shop)).toMatchObject({
    'STORE-CREDIT': -450_000,
    'VALUE-RISK': 670_000,
  })
  giveBack(hub, trusted, 60_000)
  await push()
  expect(await expectOwedIsOwned(shop)).toMatchObject({
    'STORE-CREDIT': -450_000,
    'VALUE-RISK': 610_000,
  })

  // More than the lease had.
  await shop.credit(10_000)
  await grant(shop, 'L3', 4_000)
  sellForValue(hub, { account, amount: 9_000, lease: 'L3' })
  await push()
  expect(await expectOwedIsOwned(shop)).toMatchObject({
    'STORE-CREDIT': -456_000,
    'VALUE-RISK': 615_000,
  })
  await expectRebuilt(shop)
})

test('a forfeit by the setting of the company is posted like one of HQ', async () => {
  await using shop = await openValueShop()
  const { cloud } = shop
  await cloud.claimHub(1)
  await shop.credit(1000)
  await grant(shop, 'L', 400)
  const json = { forfeitPerDay: 1000, reason: 'small losses' }
  await cloud.request('/v1/companies/NOM/lease-policy', { method: 'PUT', json })
  await sweepValue(cloud.group, cloud.now + 2e6)
  expect(await expectOwedIsOwned(shop)).toMatchObject({ 'VALUE-RISK': 400, 'VALUE-ESCROW': -400 })
  const traced = shop.rows(`SELECT c.kind, c.by FROM ledger_transaction t
    JOIN hq_command c ON c.applied_seq = t.command_seq WHERE t.kind = 'value-risk'`)
  expect(traced).toEqual([['forfeit', 'forfeit setting']])
  await expectRebuilt(shop)
})

test('the loss is posted for a sale whose payload is in quarantine, and once for one that is repaired', async () => {
  await using shop = await openValueShop()
  const hub = await shop.cloud.claimHub(1)
  await shop.credit(1000)
  const { envelope, payload } = bodyOf(sellForValue(hub, { account, amount: 5000 }))
  hub.events.pop()
  hub.append('sale.closed', { envelope, payload: { ...payload, priced: null } })
  expect(await (await hub.push()).json()).toMatchObject({ quarantined: 1 })
  expect(await expectOwedIsOwned(shop)).toMatchObject({ 'VALUE-RISK': 4000 })
  const [[held]] = shop.rows('SELECT applied_seq FROM quarantine') as [[number]]
  const repaired = await shop.post(`/v1/quarantine/${held}/repair`, { id: newId(), payload })
  expect(repaired.status).toBe(200)
  expect(await expectOwedIsOwned(shop)).toMatchObject({ 'VALUE-RISK': 4000 })
  await expectRebuilt(shop)
})

const step = fc.record({
  verb: fc.constantFrom(
    'credit',
    'lease',
    'lease',
    'spend',
    'spend',
    'trust',
    'refund',
    'close',
    'later',
    'forfeit',
    'write-off',
    'hold',
    'capture',
  ),
  pick: fc.nat(9),
  amount: fc.integer({ min: 1, max: 5000 }),
})

test('in whatever order it happens', { timeout: 60_000 + runs * 5000 }, async () => {
  const walk = fc.asyncProperty(
    fc.array(step, { minLength: 40, maxLength: 60, size: 'max' }),
    async (steps) => {
      await using shop = await openValueShop()
      const hub = await shop.cloud.claimHub(1)
      const act = createActs(shop, hub)
      for (const each of steps) {
        await act(each)
        await expectOwedIsOwned(shop)
      }
      await expectRebuilt(shop)
    },
  )
  await fc.assert(walk, { numRuns: runs, endOnFailure: true })
})

/** One thing after the other; what is refused moves nothing. */
function createActs(shop: ValueShop, hub: ScriptedHub) {
  const leases: string[] = []
  const sold: SoldForValue[] = []
  const holds: string[] = []
  const pickOf = <T>(list: readonly T[], pick: number): T | undefined => list[pick % list.length]

  return async ({ verb, pick, amount }: typeof step extends fc.Arbitrary<infer S> ? S : never) => {
    const lease = pickOf(leases, pick) ?? null
    switch (verb) {
      case 'credit':
        return await shop.credit(amount)
      case 'lease': {
        const { free } = await shop.account()
        if (free < 2) return
        const id = newId()
        await grant(shop, id, Math.min(amount, free))
        leases.push(id)
        return
      }
      case 'later':
        shop.cloud.now += 4e5
        return
      case 'spend':
        sold.push(sellForValue(hub, { account, amount, lease: lease ?? 'nobody granted' }))
        break
      case 'trust':
        sold.push(sellForValue(hub, { account, amount }))
        break
      case 'refund': {
        const sale = pickOf(sold, pick)
        if (sale === undefined) return
        sold.splice(sold.indexOf(sale), 1)
        const [spent] = sale.envelope.movements
        giveBack(hub, sale, Math.min(amount, spent?.amount ?? 0), spent?.lease ?? null)
        break
      }
      case 'close':
        if (lease === null) return
        sayOfLease(hub, 'lease.closed', { lease, account, returned: amount })
        break
      case 'forfeit':
      case 'write-off':
        if (lease !== null) {
          await shop.post(`/v1/leases/${lease}/${verb}`, { id: newId(), reason: 'x' })
        }
        return
      case 'hold': {
        const id = newId()
        await shop.post('/v1/holds', { id, account, amount, receiptId: 'order' })
        holds.push(id)
        return
      }
      case 'capture':
        await shop.post(`/v1/holds/${pickOf(holds, pick)}/capture`, { id: newId(), amount })
        return
    }
    const pushed = await hub.push()
    if (!pushed.ok) throw new Error(await pushed.text())
  }
}

async function endLease(shop: ValueShop, lease: string, how: string): Promise<void> {
  const done = await shop.post(`/v1/leases/${lease}/${how}`, { id: newId(), reason: 'box stolen' })
  if (!done.ok) throw new Error(await done.text())
}

/** A part of a sale comes back, as far as store credit paid it. */
function giveBack(
  hub: ScriptedHub,
  sale: SoldForValue,
  amount: number,
  lease: string | null = null,
): void {
  const { envelope, payload } = bodyOf(sale)
  const [spent] = envelope.movements
  if (spent === undefined) throw new Error('nothing was spent')
  const receipt = { id: newId(), number: 'x', originalId: sale.receiptId, cover: 'right' as const }
  const back = { ...spent, id: newId(), kind: 'give-back' as const, amount, lease }
  const movements = [{ ...back, reverses: spent.id }]
  const tenders = [{ kind: 'store-credit' as const, amount: -amount }]
  // The payload steps aside; the envelope says all that value needs.
  const refund = { ...envelope, id: newId(), type: 'sale.refunded' as const, receipt }
  hub.append('sale.refunded', { envelope: { ...refund, movements, tenders, leases: [] }, payload })
}
