import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import Database from 'libsql'
import { expect, test } from 'vitest'
import { differingTables, scanSums } from '#shared/feed/digest.ts'
import { createRowSum, EMPTY_SUM, type FeedValue } from '#shared/feed/row-sum.ts'

// SQLite ends a text at a NUL.
const text = fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll('\u0000', ''))
const value = fc.oneof(fc.maxSafeInteger(), text, fc.constant(null))
const row = fc.array(value, { minLength: 1, maxLength: 6 })
const sumOf = (rows: readonly (readonly FeedValue[])[]) => {
  const sum = createRowSum()
  for (const one of rows) sum.add(one)
  return sum.text()
}

test('a sum does not depend on the order, and what is taken out leaves no trace', () => {
  fc.assert(
    fc.property(fc.array(row), fc.array(row), (kept, gone) => {
      const sum = createRowSum(sumOf([...gone, ...kept]))
      for (const one of gone) sum.remove(one)
      expect(sum.text()).toBe(sumOf(kept.toReversed()))
    }),
  )
  expect(createRowSum().text()).toBe(EMPTY_SUM)
})

test('rows that look alike have other sums', () => {
  const alike: FeedValue[][] = [
    [1],
    [-1],
    [2 ** 32],
    [2 ** 32 + 1],
    [2 ** 53 - 1],
    ['1'],
    [''],
    [null],
    [null, null],
    ['', null],
    ['a', 'b'],
    ['ab'],
    ['b', 'a'],
    ['Ө'],
    ['ө'],
    [0, 1],
    [1, 0],
  ]
  expect(new Set(alike.map((one) => sumOf([one]))).size).toBe(alike.length)
  expect(sumOf([[1], [1]])).not.toBe(EMPTY_SUM)
})

test('a hundred thousand rows that differ by one have a hundred thousand hashes', () => {
  const hashes = new Set<string>()
  for (let id = 0; id < 100_000; id += 1) hashes.add(sumOf([[id, `Ном ${id % 10}`, 1000 + id]]))
  expect(hashes.size).toBe(100_000)
  for (const half of [0, 8]) {
    const lanes = new Set([...hashes].map((hash) => hash.slice(half, half + 8)))
    // About one pair in 2³² is equal by chance.
    expect(lanes.size).toBeGreaterThan(99_990)
  }
})

test('the definition of the row hash stands for ever', () => {
  expect(sumOf([[1, 'Ном', null]])).toBe('2501e4225868392a')
})

test('only integers, texts and nulls have a hash', () => {
  expect(() => sumOf([[1.5]])).toThrow('1.5')
  expect(() => sumOf([[2 ** 53]])).toThrow('integers')
  expect(() => sumOf([[new Uint8Array([1])]])).toThrow('integers')
})

test('a scan of a file gives the sums of its rows, of every plain table', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-digest-'))
  const db = new Database(join(folder, 'a.db'))
  try {
    db.exec(`PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;
      CREATE TABLE one (id INTEGER PRIMARY KEY, a TEXT, b INTEGER);
      CREATE TABLE two (key TEXT PRIMARY KEY, b INTEGER) WITHOUT ROWID;
      CREATE VIRTUAL TABLE words USING fts5(a, content='', contentless_delete=1);
      INSERT INTO words (rowid, a) VALUES (1, 'x')`)
    const read = (sql: string, ...values: (string | number)[]) =>
      db.prepare(sql).raw(true).all(values) as unknown[][]
    const scan = () => {
      const steps = scanSums(read)
      for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value
    }
    expect(scan()).toEqual({ one: EMPTY_SUM, two: EMPTY_SUM })
    const one = fc.tuple(text, fc.oneof(fc.maxSafeInteger(), fc.constant(null)))
    fc.assert(
      fc.property(fc.array(one, { maxLength: 30 }), (rows) => {
        db.exec('BEGIN; DELETE FROM one; DELETE FROM two')
        const insertOne = db.prepare('INSERT INTO one VALUES (?, ?, ?)')
        const insertTwo = db.prepare('INSERT INTO two VALUES (?, ?)')
        rows.forEach(([a, b], id) => insertOne.run([id, a, b]))
        const byKey = new Map(rows)
        for (const [a, b] of byKey) insertTwo.run([a, b])
        db.exec('COMMIT')
        expect(scan()).toEqual({
          one: sumOf(rows.map(([a, b], id) => [id, a, b])),
          two: sumOf([...byKey]),
        })
      }),
      { numRuns: 50 },
    )
    db.exec('DELETE FROM one')
    db.exec('BEGIN')
    const insert = db.prepare('INSERT INTO one VALUES (?, ?, ?)')
    const many = Array.from({ length: 4321 }, (_, id) => [id - 99, 'x', id])
    for (const each of many) insert.run(each)
    db.exec('COMMIT')
    expect(scan()['one']).toBe(sumOf(many))
  } finally {
    db.close()
    rmSync(folder, { recursive: true })
  }
})

test('tables that differ are named, also those that one side lacks', () => {
  expect(differingTables({ a: '1', b: '2' }, { a: '1', b: '2' })).toEqual([])
  expect(differingTables({ a: '1', b: '2', c: '3' }, { a: '1', b: '0', d: '4' })).toEqual([
    'b',
    'c',
    'd',
  ])
})
