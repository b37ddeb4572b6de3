import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import Database from 'libsql'
import { expect, test, vi } from 'vitest'
import { type Feed, openFeed } from '#cloud/feed/feed.ts'
import type { TableState } from '#cloud/feed/projection.ts'
import { scanSums, type TableSums } from '#shared/feed/digest.ts'

vi.setConfig({ testTimeout: 60_000 })

const name = 'feed-nom-1'
let ids = 0
const open = (folder: string) =>
  openFeed({ folder, name, newFeedId: () => `id${(ids += 1)}`, build: async () => '{}' })

/** The sums of the file itself, read by a connection of our own. */
function scan(folder: string): TableSums {
  const db = new Database(`${pathToFileURL(join(folder, `${name}.db`)).href}?mode=ro`)
  try {
    const steps = scanSums((sql, ...values) => db.prepare(sql).raw(true).all(values) as unknown[][])
    for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value
  } finally {
    db.close()
  }
}

function expectTold(feed: Feed, folder: string): void {
  const { generation, frame } = feed.position()
  expect(feed.digest(generation, frame)).toEqual(scan(folder))
}

const key = fc.integer({ min: 1, max: 12 })
const product = fc.tuple(key, fc.string(), fc.nat(), fc.boolean()).map(
  ([id, words, listPrice, isActive]): TableState => ({
    table: 'product',
    scope: 'id',
    values: [id],
    rows: [[id, 1, `P${id}`, words, '', 1, null, 1, 'pcs', listPrice, 0, 0, Number(isActive)]],
  }),
)
/** A code may move from a product to another one that alone is announced. */
const barcodes = fc.tuple(key, fc.array(key, { maxLength: 4 })).map(
  ([id, codes]): TableState => ({
    table: 'barcode',
    scope: 'product_id',
    values: [id],
    rows: codes.map((code) => [`46${code}`, id]),
  }),
)
const gone = fc.tuple(fc.constantFrom('product', 'price', 'customer'), key).map(
  ([table, id]): TableState => ({
    table: table as 'product' | 'price' | 'customer',
    scope: 'id',
    values: [id],
    rows: [],
  }),
)
const customer = fc.tuple(key, fc.string(), fc.string()).map(
  ([id, words, tax]): TableState => ({
    table: 'customer',
    scope: 'id',
    values: [id],
    rows: [[id, words.replaceAll('\u0000', ''), tax.replaceAll('\u0000', ''), '']],
  }),
)
const commit = fc.array(fc.oneof(product, barcodes, gone, customer), { minLength: 1, maxLength: 5 })
const step = fc.oneof(
  { weight: 8, arbitrary: commit.map((states) => ({ kind: 'commit', states }) as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'roll' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'close' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'crash' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'fail' } as const) },
)

test('the digest of every kept commit is that of a full scan, through rolls, restarts and crashes [A3.10]', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const folder = mkdtempSync(join(tmpdir(), 'kassa-digests-'))
      let feed = await open(folder)
      const seen = new Map<string, TableSums>()
      try {
        for (const one of steps) {
          if (one.kind === 'commit') {
            await feed.commit((writer) => one.states.forEach((state) => writer.apply(state)))
          }
          if (one.kind === 'fail') {
            const failed = feed.commit((writer) => {
              writer.apply({ table: 'setting', scope: 'key', values: ['x'], rows: [['x', 'y']] })
              throw new Error('no')
            })
            await expect(failed).rejects.toThrow('no')
          }
          if (one.kind === 'roll') await feed.roll()
          if (one.kind === 'close') await feed.close()
          if (one.kind === 'crash') await feed.abandon()
          if (one.kind === 'close' || one.kind === 'crash') feed = await open(folder)
          expectTold(feed, folder)
          const { generation, frame } = feed.position()
          seen.set(`${generation} ${frame}`, scan(folder))
          for (const [at, sums] of seen) {
            const [g = 0, n = 0] = at.split(' ').map(Number)
            const isKept = g >= generation - 2
            expect(feed.digest(g, n), at).toEqual(isKept ? sums : undefined)
          }
        }
      } finally {
        await feed.close()
        rmSync(folder, { recursive: true })
      }
    }),
    { numRuns: 15 },
  )
})

test('after a power cut that took the last digests a scan tells them again [A3.10]', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-digests-'))
  const feed = await open(folder)
  const put = (value: string) =>
    feed.commit((writer) =>
      writer.apply({ table: 'setting', scope: 'key', values: [value], rows: [[value, value]] }),
    )
  await put('a')
  const early = readFileSync(join(folder, `${name}-g1.digests`))
  await put('b')
  for (const lost of ['all', 'last', 'torn'] as const) {
    const copy = mkdtempSync(join(tmpdir(), 'kassa-digests-'))
    cpSync(folder, copy, { recursive: true })
    rmSync(join(copy, `${name}.db-shm`), { force: true })
    const file = join(copy, `${name}-g1.digests`)
    if (lost === 'all') rmSync(file)
    else writeFileSync(file, early)
    if (lost === 'torn') appendFileSync(file, '\u0000\u0000\u0000{"frame":')
    const again = await open(copy)
    expect(again.position()).toEqual({ generation: 2, frame: 0 })
    expectTold(again, copy)
    await again.close()
    rmSync(copy, { recursive: true })
  }
  await feed.close()
  rmSync(folder, { recursive: true })
})

test('a new column changes the digest from its own commit on [A3.10]', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-digests-'))
  const feed = await open(folder)
  await feed.commit((writer) =>
    writer.apply({ table: 'category', scope: 'id', values: [1], rows: [[1, null, 'Ном', 'pos']] }),
  )
  const before = feed.position()
  const sums = feed.digest(before.generation, before.frame)
  await feed.alter((db) => db.exec('ALTER TABLE category ADD extra INTEGER DEFAULT 7'))
  expectTold(feed, folder)
  const after = feed.position()
  expect(feed.digest(after.generation, after.frame)?.['category']).not.toBe(sums?.['category'])
  expect(feed.digest(before.generation, before.frame)).toEqual(sums)
  expect(feed.digest(after.generation, after.frame + 1)).toBeUndefined()
  await feed.close()
  rmSync(folder, { recursive: true })
})
