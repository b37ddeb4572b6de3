import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openJournal } from '#hub/journal/journal.ts'
import { salvageJournal } from '#hub/journal/salvage/salvage.ts'
import { Receipt, Shift } from '#shared/contracts/till.ts'
import { newId, one, openTestHub, type TestHub, type TestTill } from '../open-hub.ts'
import { openValueHub, saved, sellFor } from '../value/value-hub.ts'
import { type Spoilt, spoil } from './spoil.ts'

test('a receipt that was given back is not given back again, though the page that counted it is lost [B5]', async () => {
  await using old = await openTestHub()
  const oldTill = await old.openTill()
  const sale = await oldTill.sell({ lines: [one(1, 3000), one(2)] })
  const part = [{ lineId: 'l1', quantity: 2000 }]
  await refund(oldTill, sale.id, part)
  await using hub = await openTestHub({
    upper: Date.now,
    journalAt: await salvaged(old, { tables: ['refunded'] }),
  })
  const till = await hub.openTill()
  await vouch(hub, oldTill)
  expect(await refundedOf(till, sale.id)).toEqual({ l1: 2000 })
  expect((await refund(till, sale.id, part)).status).toBe(409)
  // The rest of it goes back all the same.
  expect((await refund(till, sale.id)).status).toBe(201)
  expect(await refundedOf(till, sale.id)).toEqual({ l1: 3000, l2: 1000 })
  expect((await refund(till, sale.id)).status).toBe(409)
})

test('a count that is older than the refunds, or none any more, keeps no receipt from being given back [B5]', async () => {
  await using old = await openTestHub()
  const oldTill = await old.openTill()
  const stale = await oldTill.sell({ lines: [one(1, 3000)] })
  const unreadable = await oldTill.sell({ lines: [one(1, 3000)] })
  const part = [{ lineId: 'l1', quantity: 1000 }]
  await refund(oldTill, stale.id, part)
  const [before] = old.journal.rows(`SELECT lines, settlements FROM refunded`, [])
  for (const { id } of [stale, unreadable]) await refund(oldTill, id, part)
  await old.journal.execute([
    {
      sql: `UPDATE refunded SET refunds = 1, lines = ?, settlements = ? WHERE refunds = 2`,
      args: before ?? [],
    },
    {
      sql: `UPDATE refunded SET refunds = 7, lines = '{' WHERE receipt_seq =
        (SELECT seq FROM event WHERE id = ?)`,
      args: [unreadable.id],
    },
  ])
  await using hub = await openTestHub({ upper: Date.now, journalAt: await salvaged(old, {}) })
  const till = await hub.openTill()
  await vouch(hub, oldTill)
  expect(await refundedOf(till, stale.id)).toEqual({ l1: 2000 })
  expect(await refundedOf(till, unreadable.id)).toEqual({ l1: 1000 })
  for (const { id } of [stale, unreadable]) {
    expect((await refund(till, id)).status).toBe(201)
    expect(await refundedOf(till, id)).toEqual({ l1: 3000 })
  }
})

test('a refund whose event is lost stays counted; brought back by its till it is not counted twice [B2.7, B5]', async () => {
  await using old = await openTestHub()
  const oldTill = await old.openTill()
  const sale = await oldTill.sell({ lines: [one(1, 3000)] })
  const part = [{ lineId: 'l1', quantity: 1000 }]
  const back = saved(await refund(oldTill, sale.id, part))
  await using hub = await openTestHub({
    upper: Date.now,
    journalAt: await salvaged(old, { events: [back.id] }),
  })
  const till = await hub.openTill()
  expect(hub.journal.eventById(back.id)).toBeNull()
  expect(await refundedOf(till, sale.id)).toEqual({ l1: 1000 })
  await newEpoch(hub)
  const { status } = await till.call('POST', '/kept-sales', { sales: [back.stored] })
  expect(status).toBe(200)
  expect(hub.journal.eventById(back.id)).not.toBeNull()
  expect(await refundedOf(till, sale.id)).toEqual({ l1: 1000 })
})

test('what the events say of leases, balances and receipts needs no page but theirs [B1.3, B3, B5]', async () => {
  await using old = await openValueHub()
  const oldTill = await old.openTill()
  const bold = old.newHolder()
  await old.grant('L1', bold, 900_00)
  const sale = saved(await sellFor(oldTill, bold, 300_00))
  const tables = ['wallet_lease', 'own_movement', 'own_receipt', 'stream_position', 'receipt']
  const lost = ['trust_spent', 'issued_coupon', 'till_counter', ...tables]
  await using hub = await openValueHub({ journalAt: await salvaged(old, { tables: lost }) })
  const till = await hub.openTill()
  hub.newHolder()
  await vouch(hub, oldTill)
  expect(hub.leaseAt('L1')).toEqual(['open', 900_00, 300_00, 0])
  expect((await hub.accountOf(till, bold))?.balance).toBe(4_700_00)
  expect((await sellFor(till, bold, 601_00)).status).toBe(409)
  expect((await sellFor(till, bold, 600_00)).status).toBe(201)
  expect((await till.call('GET', `/receipts/${sale.id}`)).body).toMatchObject({
    number: sale.receipt?.number,
  })
})

test('a lease that a lost sale may have spent is spent no more, and a receipt that a lost refund may have given back waits for the cloud [B1.3, B5]', async () => {
  await using old = await openValueHub()
  const oldTill = await old.openTill()
  const bold = old.newHolder()
  await old.grant('L1', bold, 900_00)
  const sale = await oldTill.sell({ lines: [one(1)] })
  const lost = saved(await sellFor(oldTill, bold, 600_00))
  await oldTill.sell({ lines: [one(2)] })
  // The cloud has all of it: no till brings it back.
  await cloudHas(old, old.journal.head().seq)
  await using hub = await openValueHub({ journalAt: await salvaged(old, { events: [lost.id] }) })
  const till = await hub.openTill()
  hub.newHolder()
  await vouch(hub, oldTill)
  expect(hub.journal.eventById(lost.id)).toBeNull()
  expect((await sellFor(till, bold, 600_00)).status).toBe(409)
  expect((await refund(till, sale.id)).status).toBe(409)
  await newEpoch(hub)
  expect(hub.leaseAt('L1')?.[0]).toBe('void')
  expect((await sellFor(till, bold, 600_00)).status).toBe(409)
  expect((await refund(till, sale.id)).status).toBe(409)
  // What is sold from here on is this epoch's own.
  const next = await till.sell({ lines: [one(1)] })
  expect((await refund(till, next.id)).status).toBe(201)
})

test('where the last event that the cloud has is lost, the next epoch goes on from before it without a hole [B1.3]', async () => {
  await using old = await openTestHub()
  const oldTill = await old.openTill()
  const first = await oldTill.sell({ lines: [one(1)] })
  const sent = await oldTill.sell({ lines: [one(2)] })
  const last = await oldTill.sell({ lines: [one(3)] })
  await oldTill.sell({ lines: [one(3)] })
  await cloudHas(old, sent.saved.seq)
  await using hub = await openTestHub({ journalAt: await salvaged(old, { events: [sent.id] }) })
  expect(hub.journal.eventById(sent.id)).toBeNull()
  await newEpoch(hub, first.saved)
  expect(hub.journal.eventById(last.id)).toMatchObject({ epoch: 2, seq: sent.saved.seq })
  const till = await hub.openTill()
  expect((await till.call('GET', `/receipts/${last.id}`)).body).toMatchObject({
    number: last.receipt?.number,
  })
})

test('notes where events were lost mean nothing to the wallet: filled anew it is the same [B1.3]', async () => {
  await using old = await openValueHub()
  const oldTill = await old.openTill()
  const bold = old.newHolder()
  const before = old.journal.head()
  await old.grant('L1', bold, 900_00)
  const lost = saved(await sellFor(oldTill, bold, 100_00))
  await old.grant('L2', bold, 300_00)
  await sellFor(oldTill, bold, 200_00)
  await cloudHas(old, old.journal.head().seq)
  await using hub = await openValueHub({ journalAt: await salvaged(old, { events: [lost.id] }) })
  const till = await hub.openTill()
  await newEpoch(hub, before)
  expect(hub.journal.eventBySeq(lost.saved.seq)?.type).toBe('hub.noted')
  await till.sell({ lines: [one(1)] })
  const path = join(hub.dir, 'journal.db')
  const wallet = ({ read }: Pick<TestHub['journal'], 'read'>) =>
    ['wallet_lease', 'own_movement', 'own_receipt', 'trust_spent'].map((table) =>
      read(`SELECT * FROM ${table}`, []),
    )
  const kept = wallet(hub.journal)
  await hub.journal.execute([{ sql: 'DELETE FROM stream_position', args: [] }])
  await hub.journal.close()
  const again = await openJournal({ path, onFatal: (reason) => expect.fail(reason) })
  expect(wallet(again)).toEqual(kept)
  expect(kept[0]).toMatchObject([
    { id: 'L1', state: 'void' },
    { id: 'L2', state: 'void' },
  ])
  await again.close()
})

test('an open shift keeps its figures, whichever of its pages is lost', async () => {
  await using old = await openTestHub()
  const till = await old.openTill({ openingCash: 100_00 })
  const early = await till.shift()
  const sale = await till.sell({ lines: [one(1), one(2)] }, [
    { kind: 'card', given: 1000_00, reference: '1' },
    { kind: 'cash', given: 250_00 },
  ])
  await refund(till, sale.id, [{ lineId: 'l2', quantity: 1000 }])
  const move = { id: newId(), shiftId: till.shiftId, amount: -30_00, reason: 'to the bank' }
  expect((await till.call('POST', '/cash-movements', move)).status).toBe(201)
  const before = await till.shift()
  const shiftAfter = async (spoilt: Spoilt) => {
    await using hub = await openTestHub({ journalAt: await salvaged(old, spoilt) })
    return Shift.parse((await hub.call('GET', '/shifts/current', undefined, till.token)).body)
  }
  expect(before).not.toEqual(early)
  expect(await shiftAfter({ tables: ['shift'] })).toEqual(before)
  expect(await shiftAfter({ tables: ['shift_tender'] })).toEqual(before)
  expect(await shiftAfter({ events: [before.id] })).toEqual(before)
  // An older version of its row.
  await old.journal.execute([
    { sql: 'UPDATE shift SET changes = 0, receipts = 0, refunds = 0, moved_cash = 0', args: [] },
  ])
  expect(await shiftAfter({})).toEqual(before)
  const undo = 'UPDATE shift SET changes = 3, receipts = 1, refunds = 1, moved_cash = -3000'
  await old.journal.execute([{ sql: undo, args: [] }])

  const close = { id: newId(), countedCash: 70_00 }
  expect((await till.call('POST', `/shifts/${before.id}/close`, close)).status).toBe(200)
  const rows = ({ journal }: TestHub) =>
    ['shift', 'shift_tender'].map((table) => journal.read(`SELECT * FROM ${table}`, []))
  const spoilt = { tables: ['shift', 'shift_tender'] }
  await using hub = await openTestHub({ journalAt: await salvaged(old, spoilt) })
  expect(rows(hub)).toEqual(rows(old))
})

type Lines = readonly { readonly lineId: string; readonly quantity: number }[]

function refund(till: TestTill, receiptId: string, lines?: Lines) {
  const of = { id: newId(), shiftId: till.shiftId, receiptId, reason: 'broken' }
  return till.call('POST', '/refunds', { ...of, ...(lines && { lines }) })
}

async function refundedOf(till: TestTill, id: string): Promise<object> {
  return Receipt.parse((await till.call('GET', `/receipts/${id}`)).body).refunded
}

/** The till that was there before has seen nothing more than this disk holds. */
async function vouch(hub: TestHub, { token }: TestTill): Promise<void> {
  await hub.call('GET', '/status', undefined, token)
}

async function cloudHas({ journal }: TestHub, seq: number): Promise<void> {
  await journal.execute([{ sql: 'UPDATE identity SET cloud_seq = ?', args: [seq] }])
}

/** As the cloud orders it, which holds the journal up to the base. */
async function newEpoch({ journal, shop }: TestHub, base = journal.head()): Promise<void> {
  await journal.openEpoch(2, base, shop.note('epoch-opened', 'Epoch 2 goes on.'))
}

/** A hub's journal after the pages of these tables and the bodies of these events were spoilt. */
async function salvaged({ dir }: TestHub, spoilt: Spoilt): Promise<(path: string) => void> {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-spoilt-'))
  try {
    const journal = join(folder, 'journal.db')
    for (const ending of ['', '-wal'])
      copyFileSync(join(dir, `journal.db${ending}`), journal + ending)
    spoil(journal, spoilt)
    const essentials = join(folder, 'essentials.json')
    salvageJournal({ journal, essentials }, join(folder, 'aside'))
    const bytes = readFileSync(journal)
    return (path) => writeFileSync(path, bytes)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
