import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createOutboxStore } from '#hub/cloud-link/store.ts'
import { openDayMarks } from '#hub/journal/day-marks.ts'
import {
  isNight,
  type PruneDeps,
  prunedSeq,
  pruneNow,
  pruneStatements,
} from '#hub/journal/prune.ts'
import { inspectJournal } from '#hub/journal/salvage/inspect.ts'
import { addShift } from '#hub/shifts/store.ts'
import { one, openTestHub } from '../open-hub.ts'
import { openValueHub, sellFor } from '../value/value-hub.ts'
import { newEvent, newId, openTestJournal, type TestJournal } from './open-journal.ts'

const DAY_MS = 86_400_000
const now = Date.UTC(2026, 10, 22, 3)

/** 2,500 records, of which the first 2,300 are older than 35 days and the cloud has all. */
async function openOldJournal(): Promise<{ file: TestJournal; deps: PruneDeps }> {
  const file = await openTestJournal()
  const { journal, path } = file
  await Promise.all(Array.from({ length: 2500 }, () => journal.append(newEvent({ sale: true }))))
  const marks = openDayMarks(join(dirname(path), 'day-marks.json'))
  marks.note({ seq: 1000, at: now - 40 * DAY_MS })
  marks.note({ seq: 2300, at: now - 36 * DAY_MS })
  marks.note({ seq: 2400, at: now - 34 * DAY_MS })
  const deps: PruneDeps = {
    journal,
    marks,
    now: () => now,
    acknowledgedSeq: () => 2500,
    isNight: () => true,
    log: pino({ level: 'silent' }),
  }
  return { file, deps }
}

test('records of 35 days ago go at night, in steps of 1,000; the chain and its numbers go on [C]', async () => {
  const { file, deps } = await openOldJournal()
  await using opened = file
  const { journal } = opened
  const head = journal.head()
  expect(await pruneNow({ ...deps, isNight: () => false })).toBe(0)
  expect(await pruneNow(deps)).toBe(2000)
  expect(prunedSeq(journal)).toBe(2000)
  // The handshake says where the journal begins, and sends what the cloud asks for from there.
  const outbox = createOutboxStore(journal)
  expect(outbox.firstSeq()).toBe(2001)
  expect(outbox.after(2000, 10).map(({ seq }) => seq)).toEqual(
    Array.from({ length: 10 }, (_, i) => 2001 + i),
  )
  const again = await opened.reopen()
  expect(again.head()).toEqual(head)
  const look = inspectJournal(opened.path)
  look.release()
  expect(look.damage).toBeNull()
  const next = await again.append(newEvent({ sale: true }))
  expect(next).toMatchObject({ outcome: 'saved', position: { seq: 2501 } })
  expect('number' in next && next.number).toMatch(/^S1-T1-1-002501-/)
})

test('nothing goes that the cloud lacks, that a shift needs, or whose age nobody knows', async () => {
  const { file, deps } = await openOldJournal()
  await using opened = file
  const { journal } = opened
  expect(await pruneNow({ ...deps, now: () => null })).toBe(0)
  expect(await pruneNow({ ...deps, acknowledgedSeq: () => null })).toBe(0)
  expect(await pruneNow({ ...deps, acknowledgedSeq: () => 999 })).toBe(0)
  const shift = { id: 's', till: 'T1', cashierId: 1, cashier: '', openedAt: 1, openingCash: 0 }
  const { sql, args } = addShift(shift)
  const opening = args.map((arg) => (typeof arg === 'object' && arg !== null ? 1500 : arg))
  await journal.execute([{ sql, args: opening }])
  expect(await pruneNow(deps)).toBe(1000)
  await journal.execute([{ sql: 'UPDATE shift SET closed_at = 2', args: [] }])
  expect(await pruneNow(deps)).toBe(2000)
  expect(journal.read('SELECT id FROM shift', [])).toEqual([])
  // However old all of it is, the head stays: the journal goes on from it.
  await Promise.all(Array.from({ length: 500 }, () => journal.append(newEvent())))
  deps.marks.note({ seq: 3000, at: now + 2 * DAY_MS })
  const later = { now: () => now + 90 * DAY_MS, acknowledgedSeq: () => 3000 }
  expect(await pruneNow({ ...deps, ...later })).toBe(2000)
})

test('the grant of an open lease stays, since a wallet is filled anew from it; once it is closed it goes, and what was spent with it [B1.12, B3]', async () => {
  await using hub = await openValueHub()
  const dir = mkdtempSync(join(tmpdir(), 'kassa-marks-'))
  const { journal } = hub
  const [holder, till] = [hub.newHolder(), await hub.openTill()]
  await hub.grant('L1', holder, 900_00)
  await sellFor(till, holder, 300_00)
  await journal.execute([{ sql: 'UPDATE shift SET closed_at = 2', args: [] }])
  const movements = () => journal.read('SELECT amount FROM own_movement', [])
  await Promise.all(Array.from({ length: 1300 }, () => journal.append(newEvent())))
  const marks = openDayMarks(join(dir, 'day-marks.json'))
  marks.note({ seq: 1050, at: now - 36 * DAY_MS })
  const deps: PruneDeps = {
    journal,
    marks,
    now: () => now,
    acknowledgedSeq: () => 1300,
    isNight: () => true,
    log: pino({ level: 'silent' }),
  }
  expect(await pruneNow(deps)).toBe(0)
  expect(movements()).toEqual([{ amount: 300_00 }])
  await hub.tell({ kind: 'recall', lease: 'L1' })
  expect(await pruneNow(deps)).toBe(1000)
  expect(movements()).toEqual([])
  rmSync(dir, { recursive: true })
})

test('an older image of the disk forgets the marks of records that it does not have', () => {
  const dir = mkdtempSync(join(tmpdir(), 'kassa-marks-'))
  try {
    const path = join(dir, 'day-marks.json')
    const marks = openDayMarks(path)
    for (const [seq, day] of [
      [1000, 1],
      [1000, 1.5],
      [2300, 2],
      [2400, 3],
    ] as const)
      marks.note({ seq, at: now + day * DAY_MS })
    expect(marks.all().map(({ seq }) => seq)).toEqual([1000, 2300, 2400])
    openDayMarks(path).note({ seq: 1100, at: now + 3.5 * DAY_MS })
    expect(
      openDayMarks(path)
        .all()
        .map(({ seq }) => seq),
    ).toEqual([1000, 1100])
  } finally {
    rmSync(dir, { recursive: true })
  }
})

test('a receipt that was pruned is not found, with what to do; a till that saw it is believed', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const books = { lines: [one(1)] }
  const old = await till.sell(books)
  const { saved } = old
  await till.sell(books)
  await shop.journal.execute(pruneStatements(old.saved.seq))
  const request = { id: newId(), shiftId: till.shiftId, receiptId: old.id, reason: 'broken' }
  const refund = await till.call('POST', '/refunds', request)
  expect(refund.status).toBe(404)
  expect(JSON.stringify(refund.body)).toMatch(/older than what this hub keeps .*look it up at HQ/)
  await till.sell(books, undefined, `7.1.${saved.seq}.${saved.hash}`)
  expect(shop.journal.isProvisional()).toBe(false)
})

test('night is from two to five where the store is', () => {
  const at = (hour: number) => Date.UTC(2026, 10, 22, hour)
  expect(isNight(at(19), 'Asia/Ulaanbaatar')).toBe(true)
  expect(isNight(at(3), 'Asia/Ulaanbaatar')).toBe(false)
  expect(isNight(at(3), 'Europe/Bucharest')).toBe(false)
  expect(isNight(at(1), 'Europe/Bucharest')).toBe(true)
})
