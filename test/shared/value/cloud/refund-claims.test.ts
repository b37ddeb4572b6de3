import { expect, test } from 'vitest'
import type { Envelope } from '#shared/contracts/event.ts'
import { freeOf, openAccount } from '#shared/value/account.ts'
import { applyEnvelope } from '#shared/value/cloud/apply-envelope.ts'
import { rightReturned, voidRefundRight } from '#shared/value/cloud/refund-claims.ts'
import { grantRefund, revokeRefundGrant } from '#shared/value/cloud/refund-grants.ts'
import type { MemoryLedger } from '../../../sim/memory-ledger.ts'
import { accountIn, giftCard } from '../books.ts'
import { booksOf, envelopeOf, expectLawful, movementOf, receiptOf, sumAt } from './story.ts'

const risk = 'risk@refund:MNT'
const returned = { receiptId: 'sale', hub: 1, currency: 'MNT', at: 500 } as const

/** Books in which nothing but a store credit account `credit` is open. */
function books(): MemoryLedger {
  const ledger = booksOf([])
  ledger.saveAccount(openAccount('credit', { ...giftCard, kind: 'store-credit' }))
  return ledger
}

function apply(ledger: MemoryLedger, hub: number, envelope: Envelope, epoch = 1) {
  return applyEnvelope(ledger, { hub, epoch, seq: 1, envelope }).refundRights
}

function sell(ledger: MemoryLedger, total: number, hub = 1, epoch = 1) {
  const tenders: Envelope['tenders'] = [
    { kind: 'cash', amount: total - 1 },
    { kind: 'card', amount: 1 },
  ]
  return apply(
    ledger,
    hub,
    envelopeOf('sale.closed', { receipt: receiptOf('sale'), tenders }),
    epoch,
  )
}

type Cover = 'right' | 'trust' | 'pending-credit'

function refund(ledger: MemoryLedger, hub: number, id: string, amount: number, cover: Cover) {
  const credited = cover === 'pending-credit'
  const envelope = envelopeOf('sale.refunded', {
    id: `event-${id}`,
    receipt: receiptOf(id, 'sale', cover),
    tenders: credited ? [] : [{ kind: 'cash', amount: -amount }],
    movements: credited
      ? [movementOf({ id: `credit-${id}`, kind: 'load', account: 'credit', amount })]
      : [],
  })
  return apply(ledger, hub, envelope)
}

function giveUp(ledger: MemoryLedger) {
  const receipt = receiptOf('sale')
  return apply(ledger, 1, envelopeOf('refund-right.returned', { receipt }))
}

const right = (ledger: MemoryLedger) => ledger.refundRight('sale')
const kinds = (ledger: MemoryLedger) => ledger.alarms.map(({ kind }) => kind)

test('a hub that was asked for the right and keeps it has not returned it: what waits for the right waits on [B5, B2.8]', () => {
  const ledger = books()
  sell(ledger, 1000)
  expect(refund(ledger, 2, 'c', 400, 'pending-credit')).toEqual([{ receiptId: 'sale', hub: 1 }])
  const receipt = receiptOf('sale', null, 'right')
  apply(ledger, 1, envelopeOf('refund-right.returned', { receipt }))
  expect(right(ledger)).toMatchObject({ holder: 'recalled', refunded: 0 })
  expect(freeOf(accountIn(ledger, 'credit'))).toBe(0)
  giveUp(ledger)
  expect(right(ledger)).toMatchObject({ holder: 'cloud', refunded: 400 })
  expect(freeOf(accountIn(ledger, 'credit'))).toBe(400)
})

test('a sale gives its own hub the right to refund it [B5]', () => {
  const ledger = books()
  expect(sell(ledger, 1000)).toEqual([])
  expect(right(ledger)).toMatchObject({ hub: 1, total: 1000, refunded: 0, holder: 'hub' })
  refund(ledger, 1, 'a', 300, 'right')
  refund(ledger, 1, 'b', 700, 'right')
  expect(right(ledger)).toMatchObject({ refunded: 1000 })
  expect(ledger.alarms).toEqual([])
})

test('the right counts what the receipt is worth, not the rounded coins [B5]', () => {
  const ledger = books()
  const receipt = receiptOf('sale')
  const sale = envelopeOf('sale.closed', { receipt, tenders: [{ kind: 'cash', amount: 1000 }] })
  applyEnvelope(ledger, { hub: 1, epoch: 1, seq: 1, envelope: sale, rounding: 4 })
  expect(right(ledger)?.total).toBe(996)
  for (const id of ['a', 'b']) {
    const back = envelopeOf('sale.refunded', {
      receipt: receiptOf(id, 'sale', 'right'),
      tenders: [{ kind: 'cash', amount: -500 }],
    })
    applyEnvelope(ledger, { hub: 1, epoch: 1, seq: 2, envelope: back, rounding: -2 })
  }
  expect(right(ledger)?.refunded).toBe(996)
  expect(ledger.alarms).toEqual([])
})

test('refunds and sales that come twice count once [B5]', () => {
  const ledger = books()
  for (let i = 0; i < 2; i++) {
    sell(ledger, 1000)
    refund(ledger, 1, 'a', 300, 'right')
    refund(ledger, 2, 'b', 200, 'trust')
    refund(ledger, 2, 'c', 100, 'pending-credit')
    expect(right(ledger)).toMatchObject({ refunded: 300 })
    expect(right(ledger)?.claims.map(({ id }) => id)).toEqual(['b', 'credit-c'])
  }
  for (let i = 0; i < 2; i++) {
    giveUp(ledger)
    refund(ledger, 2, 'b', 200, 'trust')
    refund(ledger, 2, 'c', 100, 'pending-credit')
    expect(right(ledger)).toMatchObject({ refunded: 600, claims: [] })
    expect(freeOf(accountIn(ledger, 'credit'))).toBe(100)
  }
  expect(() => sell(ledger, 999)).toThrow('came before')
  expectLawful(ledger)
})

test('a refund in another store waits for the right, which is asked back once [B5]', () => {
  const ledger = books()
  sell(ledger, 1000)
  expect(refund(ledger, 2, 'a', 400, 'pending-credit')).toEqual([{ receiptId: 'sale', hub: 1 }])
  expect(refund(ledger, 3, 'b', 100, 'trust')).toEqual([])
  expect(freeOf(accountIn(ledger, 'credit'))).toBe(0)
  expect(accountIn(ledger, 'credit').pending).toHaveLength(1)
  expect(right(ledger)).toMatchObject({ holder: 'recalled', refunded: 0 })
  giveUp(ledger)
  expect(freeOf(accountIn(ledger, 'credit'))).toBe(400)
  expect(right(ledger)).toMatchObject({ holder: 'cloud', refunded: 500, claims: [] })
  refund(ledger, 4, 'c', 50, 'trust')
  expect(right(ledger)).toMatchObject({ refunded: 550, claims: [] })
  expect(ledger.alarms).toEqual([])
  expectLawful(ledger)
})

test('two offline stores refund one receipt: the credit is dropped to the unit that was left [B5]', () => {
  const ledger = books()
  sell(ledger, 1000)
  refund(ledger, 2, 'a', 1000, 'pending-credit')
  refund(ledger, 1, 'b', 700, 'right')
  giveUp(ledger)
  expect(freeOf(accountIn(ledger, 'credit'))).toBe(300)
  expect(accountIn(ledger, 'credit').pending).toEqual([])
  refund(ledger, 3, 'c', 1000, 'pending-credit')
  expect(freeOf(accountIn(ledger, 'credit'))).toBe(300)
  expect(accountIn(ledger, 'credit').pending).toEqual([])
  expect(sumAt(ledger, risk)).toBe(0)
  expect(kinds(ledger)).toEqual(['refund-overdrawn', 'refund-overdrawn'])
  expectLawful(ledger)
})

test('two offline stores refund one receipt in cash: the second is the loss of the company, with an alarm [B5]', () => {
  const ledger = books()
  sell(ledger, 1000)
  refund(ledger, 2, 'a', 800, 'trust')
  refund(ledger, 1, 'b', 700, 'right')
  giveUp(ledger)
  expect(right(ledger)).toMatchObject({ refunded: 1000 })
  expect(sumAt(ledger, risk)).toBe(-500)
  expect(kinds(ledger)).toEqual(['refund-overdrawn'])
  expect(ledger.alarms[0]?.words).toContain('Hub 2 refunded 500')
  expectLawful(ledger)
})

test('cash that is handed out beside a pending credit is trust [B5]', () => {
  const ledger = books()
  sell(ledger, 1000)
  const mixed = envelopeOf('sale.refunded', {
    receipt: receiptOf('a', 'sale', 'pending-credit'),
    tenders: [{ kind: 'cash', amount: -700 }],
    movements: [movementOf({ id: 'c', kind: 'give-back', account: 'credit', amount: 500 })],
  })
  expect(apply(ledger, 2, mixed)).toEqual([{ receiptId: 'sale', hub: 1 }])
  expect(right(ledger)?.claims.map(({ cover, amount }) => [cover, amount])).toEqual([
    ['pending-credit', 500],
    ['trust', 200],
  ])
})

test('claims are settled in the order in which they came [B5]', () => {
  const ledger = books()
  sell(ledger, 1000)
  refund(ledger, 2, 'a', 700, 'trust')
  refund(ledger, 3, 'b', 700, 'pending-credit')
  giveUp(ledger)
  expect(sumAt(ledger, risk)).toBe(0)
  expect(freeOf(accountIn(ledger, 'credit'))).toBe(300)
})

test('more than the receipt had left under its own right is a loss and an alarm [B5]', () => {
  const ledger = books()
  sell(ledger, 1000)
  refund(ledger, 1, 'a', 600, 'right')
  refund(ledger, 1, 'b', 600, 'right')
  expect(right(ledger)).toMatchObject({ refunded: 1000 })
  expect(sumAt(ledger, risk)).toBe(-200)
  expect(kinds(ledger)).toEqual(['refund-overdrawn'])
})

test('a claim on a receipt whose sale is not in the books waits for the sale, which asks the right back [B5]', () => {
  const ledger = books()
  expect(refund(ledger, 2, 'a', 400, 'pending-credit')).toEqual([])
  expect(refund(ledger, 3, 'b', 900, 'trust')).toEqual([])
  expect(sell(ledger, 1000)).toEqual([{ receiptId: 'sale', hub: 1 }])
  expect(freeOf(accountIn(ledger, 'credit'))).toBe(0)
  giveUp(ledger)
  expect(freeOf(accountIn(ledger, 'credit'))).toBe(400)
  expect(sumAt(ledger, risk)).toBe(-300)
  expectLawful(ledger)
})

test('a refund under the right that comes before its sale is counted when the sale comes [B1.12]', () => {
  const ledger = books()
  refund(ledger, 2, 'a', 1200, 'right')
  expect(sumAt(ledger, risk)).toBe(0)
  sell(ledger, 1000)
  expect(right(ledger)).toMatchObject({ refunded: 1000 })
  expect(sumAt(ledger, risk)).toBe(-200)
})

test('only the hub that sold the receipt can give up its right [B5]', () => {
  const ledger = books()
  rightReturned(ledger, returned)
  expect(right(ledger)).toBeUndefined()
  sell(ledger, 1000)
  rightReturned(ledger, { ...returned, hub: 2 })
  expect(right(ledger)?.holder).toBe('hub')
  rightReturned(ledger, returned)
  expect(right(ledger)?.holder).toBe('cloud')
})

test('the right of a hub whose epoch ended is the cloud’s, and settles what waited [B1.3]', () => {
  const ledger = books()
  sell(ledger, 1000)
  refund(ledger, 2, 'a', 400, 'pending-credit')
  voidRefundRight(ledger, { ...returned, presentEpoch: 1 })
  expect(right(ledger)?.holder).toBe('recalled')
  voidRefundRight(ledger, { ...returned, presentEpoch: 2 })
  expect(right(ledger)).toMatchObject({ holder: 'cloud', refunded: 400 })
  expect(freeOf(accountIn(ledger, 'credit'))).toBe(400)
  refund(ledger, 1, 'lost', 700, 'right')
  expect(sumAt(ledger, risk)).toBe(-100)
})

test('online the cloud grants a refund only while the right is its own [B5]', () => {
  const ledger = books()
  const asked = { id: 'a', receiptId: 'sale', hub: 2, amount: 600 }
  expect(grantRefund(ledger, asked)).toMatchObject({ reason: 'no-receipt', recall: false })
  sell(ledger, 1000)
  const elsewhere = { reason: 'right-elsewhere', left: 1000 }
  expect(grantRefund(ledger, asked)).toMatchObject({ ...elsewhere, recall: true })
  expect(grantRefund(ledger, asked)).toMatchObject({ ...elsewhere, recall: false })
  giveUp(ledger)
  expect(grantRefund(ledger, asked)).toEqual({ outcome: 'granted' })
  expect(grantRefund(ledger, asked)).toEqual({ outcome: 'repeated' })
  const second = { ...asked, id: 'b', hub: 3, amount: 500 }
  expect(grantRefund(ledger, second)).toMatchObject({ reason: 'too-little', left: 400 })
  refund(ledger, 2, 'a', 600, 'right')
  refund(ledger, 2, 'a', 600, 'right')
  expect(right(ledger)).toMatchObject({ refunded: 600, claims: [] })
  expect(ledger.alarms).toEqual([])
})

test('a granted refund keeps its amount from later claims until HQ revokes it [B5]', () => {
  const ledger = books()
  sell(ledger, 1000)
  giveUp(ledger)
  grantRefund(ledger, { id: 'a', receiptId: 'sale', hub: 2, amount: 600 })
  refund(ledger, 3, 'b', 500, 'pending-credit')
  expect(freeOf(accountIn(ledger, 'credit'))).toBe(400)
  expect(right(ledger)?.claims).toMatchObject([{ id: 'a', cover: 'granted' }])
  revokeRefundGrant(ledger, { id: 'a', receiptId: 'sale' })
  refund(ledger, 3, 'c', 300, 'pending-credit')
  expect(freeOf(accountIn(ledger, 'credit'))).toBe(700)
  revokeRefundGrant(ledger, { id: 'a', receiptId: 'sale' })
  refund(ledger, 2, 'a', 600, 'right')
  expect(sumAt(ledger, risk)).toBe(-300)
  expectLawful(ledger)
})

test('a grant whose answer was lost, so that the refund was given as a credit, is settled as that credit [B5]', () => {
  const ledger = books()
  sell(ledger, 1000)
  giveUp(ledger)
  grantRefund(ledger, { id: 'a', receiptId: 'sale', hub: 2, amount: 600 })
  refund(ledger, 2, 'a', 600, 'pending-credit')
  refund(ledger, 2, 'a', 600, 'pending-credit')
  expect(freeOf(accountIn(ledger, 'credit'))).toBe(600)
  expect(right(ledger)).toMatchObject({ refunded: 600, claims: [] })
  expectLawful(ledger)
})
