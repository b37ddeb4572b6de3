import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { runCommand } from '#cloud/value/commands.ts'
import { sweepValue } from '#cloud/value/sweep.ts'
import type { ScriptedHub } from '../scripted-hub.ts'
import { companyBooks, expectOwedIsOwned } from './company-books.ts'
import { expectRebuilt } from './rebuilt.ts'
import { type Moved, type SoldValue, sellValue } from './sell-value.ts'
import { newId, sayOfLease } from './value-hub.ts'
import { openValueShop, type ValueShop } from './value-shop.ts'

const runs = Number(process.env['KASSA_TEST_RISK_RUNS'] ?? 1)
const bookPrice = 2_599_000

test('points are owed at what they stand for: earned, spent as discount and as tender, ended, revalued', async () => {
  await using shop = await openShopOfAll()
  const hub = await shop.cloud.claimHub(1)
  const push = pusher(hub)
  const endsAt = shop.cloud.now + 1e6
  // 100 points stand for 33.33: three accounts of one point each are worth nothing yet.
  sellValue(hub, { moved: [{ account: 'BONUS:7', kind: 'earn', amount: 100, rule: 'R1', endsAt }] })
  sellValue(hub, { moved: [{ account: 'BONUS:8', kind: 'earn', amount: 1 }] })
  await push()
  expect(await expectOwedIsOwned(shop)).toMatchObject({ POINTS: -3333 - 33, 'POINTS-COST': 3366 })

  // As a discount line they cost what they were worth; as a tender, the difference to that.
  sellValue(hub, { moved: [{ account: 'BONUS:7', kind: 'spend', amount: 30 }] })
  await push()
  expect(await expectOwedIsOwned(shop)).toMatchObject({ POINTS: -2333 - 33, 'POINTS-COST': 2366 })
  const tender = {
    kind: 'points' as const,
    amount: 500,
    given: 500,
    reference: null,
    account: 'BONUS:7',
  }
  sellValue(hub, { moved: [{ account: 'BONUS:7', kind: 'spend', amount: 10 }], tenders: [tender] })
  await push()
  expect(await expectOwedIsOwned(shop)).toMatchObject({ POINTS: -2000 - 33, 'POINTS-COST': 2533 })

  await setWorth(shop, { points: 2, amount: 100 })
  expect(await expectOwedIsOwned(shop)).toMatchObject({ POINTS: -3000 - 50, 'POINTS-COST': 3550 })
  shop.cloud.now = endsAt + 1
  await sweepValue(shop.cloud.group, shop.cloud.now)
  expect(await expectOwedIsOwned(shop)).toMatchObject({ POINTS: -50, 'POINTS-EXPIRED': -3000 })
  await setWorth(shop, null)
  const books = await expectOwedIsOwned(shop)
  expect(books['POINTS']).toBeUndefined()
  expect(books['POINTS-COST']).toBe(3500)
  await expectRebuilt(shop)
})

test('a gift card that is loaded is a debt and no sale, and pays like money', async () => {
  await using shop = await openShopOfAll()
  const hub = await shop.cloud.claimHub(1)
  const push = pusher(hub)
  const load = { account: 'GIFT:7', amount: 50_000 }
  const sold = sellValue(hub, { moved: [{ ...load, kind: 'load' }], loads: [load] })
  await push()
  const before = await expectOwedIsOwned(shop)
  expect(before).toMatchObject({ 'GIFT-CARDS': -50_000, 'BANK-UB1': bookPrice + 50_000 })
  expect(before['SALES-FREE']).toBeUndefined()
  expect(before['VALUE-RISK']).toBeUndefined()

  const tender = { kind: 'gift-card' as const, amount: 20_000, given: 20_000, reference: null }
  const spent: Moved = { account: 'GIFT:7', kind: 'spend', amount: 20_000 }
  sellValue(hub, { moved: [spent], tenders: [{ ...tender, account: 'GIFT:7' }] })
  // What is left of it comes back to who bought it.
  const [loaded] = sold.movements
  sellValue(hub, {
    isRefund: true,
    originalId: sold.receiptId,
    moved: [{ account: 'GIFT:7', kind: 'take-back', amount: 30_000, reverses: loaded?.id ?? null }],
    loads: [{ account: 'GIFT:7', amount: -30_000 }],
  })
  await push()
  const after = await expectOwedIsOwned(shop)
  expect(after['GIFT-CARDS']).toBeUndefined()
  expect(after['VALUE-RISK']).toBeUndefined()
  await expectRebuilt(shop)
})

test('a sold coupon is owed until its gift line pays with it', async () => {
  await using shop = await openShopOfAll()
  const hub = await shop.cloud.claimHub(1)
  sellValue(hub, { loads: [{ account: 'TEN:7', amount: 10_000 }] })
  await pusher(hub)()
  expect(await expectOwedIsOwned(shop)).toMatchObject({ COUPONS: -10_000 })
  sellValue(hub, { gift: 10_000 })
  await pusher(hub)()
  const books = await expectOwedIsOwned(shop)
  expect(books['COUPONS']).toBeUndefined()
  expect(books['BANK-UB1']).toBe(2 * bookPrice)
  await expectRebuilt(shop)
})

test('what a partner keeps is its debt to us: its tender is no cost of ours, nor is cash for its points', async () => {
  await using shop = await openShopOfAll()
  const hub = await shop.cloud.claimHub(1)
  await patch(shop, 'BONUS', { authority: 'partner' })
  const tender = {
    kind: 'points' as const,
    amount: 500,
    given: 500,
    reference: null,
    account: 'BONUS:7',
  }
  const sale = sellValue(hub, { tenders: [tender] })
  await pusher(hub)()
  const books = await companyBooks(shop)
  expect(books).toMatchObject({ 'LOYALTY-PARTNER': 500 })
  expect(books['POINTS']).toBeUndefined()
  // Of a refund it gets 300 back; for the rest it owes what we paid out in its place.
  const cash = { kind: 'cash' as const, amount: -200, given: -200, reference: null }
  const back = { isRefund: true, originalId: sale.receiptId, tenders: [points(-300), cash] }
  sellValue(hub, { ...back, loyaltyRefundCash: { amount: 200, points: 200 } })
  await pusher(hub)()
  const after = await companyBooks(shop)
  expect(after).toMatchObject({ 'LOYALTY-PARTNER': 200, 'CASH-UB1': -200 })
  expect(after['POINTS-COST']).toBeUndefined()
  await expectRebuilt(shop)
})

test("a partner's points that pay as a discount line lower the price: nothing is claimed from the partner", async () => {
  await using shop = await openShopOfAll()
  const hub = await shop.cloud.claimHub(1)
  await patch(shop, 'BONUS', { authority: 'partner' })
  // The worked offer of iBOD: 900 points pay 100.00, so 25,890.00 are sold and taxed.
  const off = { kind: 'fixed', amount: 10_000, reason: '*PLATBA IBOD*' } as const
  const sold = hub.sell({
    lines: [{ productId: 1, quantity: 1000, discounts: [off] }],
    cardShare: 1,
  })
  hub.events.pop()
  const { envelope, payload } = JSON.parse(sold.body)
  for (const line of payload.priced.lines) {
    for (const discount of line.discounts) discount.ruleId = 'points:BONUS'
  }
  hub.append('sale.closed', { envelope, payload })
  await pusher(hub)()
  const books = await companyBooks(shop)
  expect(books['BANK-UB1']).toBe(bookPrice - 10_000)
  expect((books['SALES-V10'] ?? 0) + (books['VAT-V10'] ?? 0)).toBe(10_000 - bookPrice)
  for (const code of ['LOYALTY-PARTNER', 'POINTS', 'POINTS-COST']) {
    expect(books[code], code).toBeUndefined()
  }
})

test('points that a refund pays out in cash cost that cash, whichever way they had paid', async () => {
  await using shop = await openShopOfAll()
  const hub = await shop.cloud.claimHub(1)
  const push = pusher(hub)
  sellValue(hub, { moved: [{ account: 'BONUS:7', kind: 'earn', amount: 90 }] })
  const ofRule = { ruleId: 'points:BONUS', reason: '*B*' }
  const spend: Moved = { account: 'BONUS:7', kind: 'spend', amount: 30 }
  const off = sellValue(hub, { moved: [spend], discounts: [{ ...ofRule, amount: 1000 }] })
  const paid = sellValue(hub, { moved: [spend], tenders: [points(1000)] })
  await push()
  const sold = { POINTS: -1000, 'POINTS-COST': 2000, 'BANK-UB1': 3 * bookPrice - 1000 }
  expect(await expectOwedIsOwned(shop)).toMatchObject(sold)

  // Half of each in cash, 15 points of 30: the drawer has 1,000 less, and 30 points are back.
  const cash = { kind: 'cash' as const, amount: -500, given: -500, reference: null }
  const back = (sale: SoldValue) => ({
    isRefund: true,
    originalId: sale.receiptId,
    moved: [{ ...giveBack, amount: 15, reverses: sale.movements[0]?.id ?? null }],
    loyaltyRefundCash: { amount: 500, points: 15 },
  })
  const ofOff = sellValue(hub, {
    ...back(off),
    discounts: [{ ...ofRule, amount: -1000 }],
    tenders: [points(500), cash],
  })
  sellValue(hub, { ...back(paid), tenders: [points(-500), cash] })
  await push()
  const after = { POINTS: -2000, 'POINTS-COST': 3000, 'CASH-UB1': -1000, 'BANK-UB1': bookPrice }
  const books = await expectOwedIsOwned(shop)
  expect(books).toMatchObject(after)
  expect(books['VALUE-RISK']).toBeUndefined()
  // In the report points have paid those 1,000, and 30 of them stay spent.
  const { total } = await shop.cloud.get(salesPath, SalesReport)
  expect(total).toMatchObject({ pointsSpent: 30, pointsDiscount: 0, pointsTender: 1000 })
  const { value } = await shop.cloud.get(`/v1/receipts/${ofOff.receiptId}`, Traced)
  expect(value.loyaltyRefundCash).toEqual({ amount: 500, points: 15 })
  expect(value.paidWith).toEqual([{ kind: 'points', account: 'BONUS:7', amount: 500 }])
  await expectRebuilt(shop)
})

test('cash for points stands in the drawer also while its refund is in quarantine, and is no loss', async () => {
  await using shop = await openShopOfAll()
  const hub = await shop.cloud.claimHub(1)
  sellValue(hub, { moved: [{ account: 'BONUS:7', kind: 'earn', amount: 90 }] })
  const sale = sellValue(hub, { moved: [{ account: 'BONUS:7', kind: 'spend', amount: 30 }] })
  const cash = { kind: 'cash' as const, amount: -1000, given: -1000, reference: null }
  const back = { isRefund: true, originalId: sale.receiptId, tenders: [points(1000), cash] }
  const wrong = { amount: 1001, points: 30 }
  const refund = sellValue(hub, { ...back, loyaltyRefundCash: wrong })
  expect(await (await hub.push()).json()).toMatchObject({ quarantined: 1 })
  expect(await expectOwedIsOwned(shop)).toMatchObject({ POINTS: -2000, 'CASH-UB1': -1000 })
  expect(await shop.alarms()).not.toContain('refund-overdrawn')
  const [[held, reason]] = shop.rows('SELECT applied_seq, first_reason FROM quarantine') as [
    [number, string],
  ]
  expect(reason).toContain('settlement.loyaltyRefundCash.amount (1001): must be a part of the cash')
  const { settlement, ...rest } = SettledBody.parse(refund.payload)
  const right = { ...settlement, loyaltyRefundCash: { amount: 1000, points: 30 } }
  const fixed = { id: newId(), payload: { ...rest, settlement: right } }
  const repaired = await shop.post(`/v1/quarantine/${held}/repair`, fixed)
  expect(repaired.status, await repaired.text()).toBe(200)
  const books = await expectOwedIsOwned(shop)
  expect(books).toMatchObject({ POINTS: -2000, 'POINTS-COST': 3000, 'CASH-UB1': -1000 })
  expect([books['UNEXPLAINED'], books['VALUE-RISK']]).toEqual([undefined, undefined])
  await expectRebuilt(shop)
})

const giveBack = { account: 'BONUS:7', kind: 'give-back' } as const
const points = (amount: number) =>
  ({ kind: 'points', amount, given: amount, reference: null, account: 'BONUS:7' }) as const
const salesPath = '/v1/reports/sales?companyId=1&from=2026-01-01&to=2026-12-31&by=store'
const SalesReport = z.looseObject({ total: z.record(z.string(), z.unknown()) })
const Traced = z.looseObject({
  value: z.looseObject({ loyaltyRefundCash: z.unknown(), paidWith: z.unknown() }),
})
const SettledBody = z.looseObject({ settlement: z.looseObject({}) })

test('what paper and accounts disagree about is the loss of the company, never of what it owes', async () => {
  await using shop = await openShopOfAll()
  const hub = await shop.cloud.claimHub(1)
  const other = await shop.cloud.claimHub(2)
  await shop.credit(1000)
  // An account that nobody opened, and a tender that moved nothing.
  const credit = (amount: number) => ({
    kind: 'store-credit' as const,
    amount,
    given: amount,
    reference: null,
  })
  sellValue(hub, {
    moved: [{ account: 'NOBODY:7', kind: 'spend', amount: 300 }],
    tenders: [credit(300)],
  })
  sellValue(hub, { tenders: [credit(50)] })
  await pusher(hub)()
  expect(await expectOwedIsOwned(shop)).toMatchObject({ 'STORE-CREDIT': -1000, 'VALUE-RISK': 350 })
  // Two copies answered one request: the customer pays once, both receipts stand.
  const once: Moved = { id: newId(), account: 'CREDIT:7', kind: 'spend', amount: 200 }
  sellValue(hub, { moved: [once], tenders: [credit(200)] })
  sellValue(other, { moved: [{ ...once, amount: 400 }], tenders: [credit(400)] })
  await pusher(hub)()
  await pusher(other)()
  expect(await shop.alarms()).toContain('answered-twice')
  expect(await expectOwedIsOwned(shop)).toMatchObject({ 'STORE-CREDIT': -800, 'VALUE-RISK': 750 })
  await expectRebuilt(shop)
})

test('a refund as credit waits in an account of its own, and what is dropped of it is taken back', async () => {
  await using shop = await openShopOfAll()
  const hub = await shop.cloud.claimHub(1)
  const other = await shop.cloud.claimHub(2)
  const sale = sellValue(hub, {})
  await pusher(hub)()
  const wanted: Moved = { account: 'CREDIT:7', kind: 'load', amount: bookPrice }
  const tender = {
    kind: 'store-credit' as const,
    amount: -bookPrice,
    given: -bookPrice,
    reference: null,
  }
  const of = { isRefund: true, originalId: sale.receiptId }
  sellValue(other, { ...of, cover: 'pending-credit', moved: [wanted], tenders: [tender] })
  await pusher(other)()
  const waiting = await expectOwedIsOwned(shop)
  expect(waiting).toMatchObject({ 'VALUE-PENDING': -bookPrice })
  expect(waiting['STORE-CREDIT']).toBeUndefined()
  // The store that sold refunds it too, and then gives the right away: nothing is left for the other.
  sellValue(hub, { ...of })
  const receipt = { id: sale.receiptId, number: 'x', originalId: null, cover: null }
  hub.append('refund-right.returned', {
    envelope: { till: null, receipt },
    payload: { v: 1, n: 1 },
  })
  await pusher(hub)()
  const dropped = await expectOwedIsOwned(shop)
  expect(dropped['VALUE-PENDING']).toBeUndefined()
  expect(dropped).toMatchObject({ 'VALUE-RISK': -bookPrice })
  await expectRebuilt(shop)
})

test('a load in quarantine explains its money, before and after the payload is put right', async () => {
  await using shop = await openShopOfAll()
  const hub = await shop.cloud.claimHub(1)
  const load = { account: 'GIFT:7', amount: 50_000 }
  const sold = sellValue(hub, { moved: [{ ...load, kind: 'load' }], loads: [load], isBroken: true })
  expect((await hub.push()).status).toBe(200)
  expect(await expectOwedIsOwned(shop)).toMatchObject({
    'GIFT-CARDS': -50_000,
    UNEXPLAINED: -bookPrice,
  })
  const [[held]] = shop.rows('SELECT applied_seq FROM quarantine') as [[number]]
  const fixed = { id: newId(), payload: sold.payload }
  const repaired = await shop.post(`/v1/quarantine/${held}/repair`, fixed)
  expect(repaired.status, await repaired.text()).toBe(200)
  const books = await expectOwedIsOwned(shop)
  expect(books).toMatchObject({ 'GIFT-CARDS': -50_000 })
  expect([books['UNEXPLAINED'], books['VALUE-RISK']]).toEqual([undefined, undefined])
  await expectRebuilt(shop)
})

const step = fc.record({
  verb: fc.constantFrom(
    ...([
      'credit',
      'correct',
      'earn',
      'earn',
      'load',
      'spend',
      'spend',
      'spend',
      'refund',
      'pending',
    ] as const),
    ...(['right', 'lease', 'lease', 'close', 'forfeit', 'later', 'worth', 'quarantine'] as const),
  ),
  pick: fc.nat(11),
  amount: fc.integer({ min: 1, max: 5000 }),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

test('in whatever order it happens, of every kind', {
  timeout: 60_000 + runs * 20_000,
}, async () => {
  const walk = fc.asyncProperty(
    fc.array(step, { minLength: 30, maxLength: 50, size: 'max' }),
    async (steps) => {
      await using shop = await openShopOfAll()
      const act = createActs(shop, await shop.cloud.claimHub(1), await shop.cloud.claimHub(2))
      for (const each of steps) {
        await act(each)
        const books = await expectOwedIsOwned(shop)
        const inDrawers = (books['CASH-UB1'] ?? 0) + (books['CASH-UB2'] ?? 0)
        expect(inDrawers, 'what left the drawers').toBe(0 - act.paidOut())
      }
      await expectRebuilt(shop)
    },
  )
  await fc.assert(walk, { numRuns: runs, endOnFailure: true })
})

const accounts = ['CREDIT:7', 'CREDIT:8', 'GIFT:7', 'GIFT:8', 'BONUS:7', 'BONUS:8', 'NOBODY:7']
const worths = [
  { points: 3, amount: 100 },
  null,
  { points: 1, amount: 7 },
  { points: 7, amount: 2 },
]

function createActs(shop: ValueShop, hub: ScriptedHub, other: ScriptedHub) {
  const { cloud } = shop
  const sold: (SoldValue & { readonly hub: ScriptedHub })[] = []
  const leases: { readonly id: string; readonly account: string; readonly amount: number }[] = []
  const pickOf = <T>(list: readonly T[], pick: number): T | undefined => list[pick % list.length]

  let paidOut = 0
  const act = async ({ verb, pick, amount }: Step): Promise<void> => {
    const account = pickOf(accounts, pick) ?? ''
    const at = pick % 2 === 0 ? hub : other
    const endsAt = pick % 3 === 0 ? cloud.now + amount * 100 : null
    const sell = (receipt: Parameters<typeof sellValue>[1], by = at) => {
      sold.push({ ...sellValue(by, receipt), hub: by })
    }
    const isKnown = !account.startsWith('NOBODY')
    const tender = (units: number) => ({ ...tenderOf(account, units), account })
    switch (verb) {
      case 'credit':
      case 'correct': {
        if (!isKnown) return
        const signed = verb === 'correct' && pick % 2 === 0 ? -amount : amount
        const path = `/v1/value-accounts/${account}/${verb}${verb === 'credit' ? 's' : 'ions'}`
        await shop.post(path, { id: newId(), amount: signed, endsAt, reason: 'x' })
        return
      }
      case 'earn':
        sell({ moved: [{ account, kind: 'earn', amount, endsAt }] })
        break
      case 'load': {
        // Sometimes paper and accounts disagree.
        const load = { account, amount: pick === 5 ? amount + 1 : amount }
        const isBroken = pick === 8
        sell({ moved: [{ account, kind: 'load', amount, endsAt }], loads: [load], isBroken })
        break
      }
      case 'spend': {
        const lease = leases.findLast((each) => each.account === account)
        const cover =
          pick % 3 === 0 || lease === undefined ? covers[pick % covers.length] : undefined
        const from =
          cover === undefined ? { cover: 'lease' as const, lease: lease?.id ?? null } : { cover }
        const moved: Moved = { account, kind: 'spend', amount, ...from }
        sell({ moved: [moved], tenders: pick === 4 ? [] : [tender(amount)], isBroken: pick === 9 })
        break
      }
      case 'quarantine': {
        const [row] = shop.rows(
          'SELECT applied_seq, event_id FROM quarantine JOIN event USING (applied_seq) WHERE repaired_at IS NULL',
        )
        const of = sold.find(({ body }) => row !== undefined && body.includes(String(row[1])))
        if (row === undefined || of === undefined) return
        const how = pick % 2 === 0 ? 'repair' : 'dismiss'
        const said = how === 'repair' ? { payload: of.payload } : { reason: 'x' }
        await shop.post(`/v1/quarantine/${Number(row[0])}/${how}`, { id: newId(), ...said })
        return
      }
      case 'refund': {
        const sale = pickOf(sold, pick)
        const [moved] = sale?.movements ?? []
        if (sale === undefined || moved === undefined) return
        const isSpend = moved.kind === 'spend'
        const part = Math.min(amount, moved.amount)
        // Some of the points that had paid go out in cash, whether a tender or a discount.
        const isCashed = isSpend && moved.account.startsWith('BONUS') && pick % 3 === 1
        const cashed = isCashed ? Math.ceil(part / 2) : 0
        paidOut += cashed
        const back: Moved = {
          ...moved,
          id: newId(),
          kind: isSpend ? 'give-back' : 'take-back',
          amount: part - cashed,
          reverses: moved.id,
        }
        const asPoints = (isSpend && !(isCashed && pick % 2 === 0) ? 0 - part : 0) + cashed
        const cash = { kind: 'cash' as const, amount: -cashed, given: -cashed, reference: null }
        sell(
          {
            isRefund: true,
            originalId: sale.receiptId,
            moved: back.amount === 0 ? [] : [back],
            tenders: [
              ...(asPoints === 0
                ? []
                : [{ ...tenderOf(moved.account, asPoints), account: moved.account }]),
              ...(cashed === 0 ? [] : [cash]),
            ],
            ...(isCashed && { loyaltyRefundCash: { amount: cashed, points: cashed } }),
            isBroken: isCashed && pick > 9,
            loads: moved.kind === 'load' ? [{ account: moved.account, amount: -part }] : [],
          },
          sale.hub,
        )
        break
      }
      case 'pending': {
        const sale = pickOf(sold, pick)
        const to = pick % 2 === 0 ? 'CREDIT:7' : 'CREDIT:8'
        const by = sale?.hub === hub ? other : hub
        const whole = pick % 3 === 0 ? bookPrice : amount
        sell(
          {
            isRefund: true,
            originalId: sale?.receiptId ?? newId(),
            cover: 'pending-credit',
            moved: [{ account: to, kind: 'load', amount: whole }],
            tenders: [tenderOf(to, -whole)],
          },
          by,
        )
        break
      }
      case 'right': {
        const sale = pickOf(sold, pick)
        if (sale === undefined) return
        const receipt = { id: sale.receiptId, number: 'x', originalId: null, cover: null }
        const envelope = { till: null, receipt }
        sale.hub.append('refund-right.returned', { envelope, payload: { v: 1, n: 1 } })
        break
      }
      case 'lease': {
        if (!isKnown) return
        const { free } = await shop.account(account)
        if (free < 1) return
        const lease = { id: newId(), account, amount: Math.min(amount, free) }
        const terms = {
          hub: pick % 2 === 0 ? 1 : 2,
          epoch: 1,
          endsAt: cloud.now + 1e5,
          lotsEndingFrom: null,
        }
        const given = { at: cloud.now, by: 'test' }
        const rest = { receiptId: null, requestId: null }
        const done = await cloud.group.writeHot((hot) =>
          runCommand(hot, { kind: 'grant', ...lease, ...terms, ...rest }, given),
        )
        if (done.answer.outcome === 'done') leases.push(lease)
        return
      }
      case 'close': {
        const lease = pickOf(leases, pick)
        if (lease === undefined) return
        sayOfLease(at, 'lease.closed', {
          lease: lease.id,
          account: lease.account,
          returned: amount,
        })
        break
      }
      case 'forfeit': {
        const lease = pickOf(leases, pick)
        const how = pick % 2 === 0 ? 'forfeit' : 'write-off'
        if (lease !== undefined)
          await shop.post(`/v1/leases/${lease.id}/${how}`, { id: newId(), reason: 'x' })
        return
      }
      case 'later':
        cloud.now += 4e5
        await sweepValue(cloud.group, cloud.now)
        return
      case 'worth':
        await setWorth(shop, worths[pick % worths.length] ?? null)
        return
    }
    await pusher(hub)()
    await pusher(other)()
  }
  return Object.assign(act, { paidOut: () => paidOut })
}

const covers = ['trust', 'account', 'local-balance'] as const

function tenderOf(account: string, units: number) {
  const kind = account.startsWith('GIFT')
    ? 'gift-card'
    : account.startsWith('BONUS')
      ? 'points'
      : 'store-credit'
  return { kind, amount: units, given: units, reference: null } as const
}

function pusher(hub: ScriptedHub) {
  return async () => {
    if (hub.events.length === 0) return
    const pushed = await hub.push()
    if (!pushed.ok) throw new Error(await pushed.text())
  }
}

/** The bookshop with every kind of value. */
async function openShopOfAll(): Promise<ValueShop> {
  const shop = await openValueShop()
  const kinds = { GIFT: 'gift-card', BONUS: 'points', TEN: 'coupon' }
  for (const [code, kind] of Object.entries(kinds)) {
    const programme = { code, name: code, companyId: 1, kind }
    const opened = await shop.post('/v1/programmes', programme)
    if (!opened.ok) throw new Error(await opened.text())
  }
  await setWorth(shop, { points: 3, amount: 100 })
  return shop
}

async function setWorth(shop: ValueShop, bookWorth: { points: number; amount: number } | null) {
  await patch(shop, 'BONUS', { bookWorth })
}

async function patch({ cloud }: ValueShop, code: string, json: unknown): Promise<void> {
  const set = await cloud.request(`/v1/programmes/${code}`, { method: 'PATCH', json })
  if (!set.ok) throw new Error(await set.text())
}
