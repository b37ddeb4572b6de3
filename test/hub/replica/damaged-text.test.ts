import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import Database from 'libsql'
import { expect, test } from 'vitest'
import { prepareGuardedSelect, prepareSelect } from '#hub/db/select.ts'
import { readPointer } from '#hub/replica/pointer.ts'
import { replicaQueries } from '#hub/replica/queries.ts'
import { startFeedCloud } from '#test/cloud/feed/feed-cloud.ts'
import { openTestFeed, storeProfile } from '#test/support/feed.ts'
import {
  bundleChild,
  bundleReader,
  expectDigestOfFeed,
  sourceOf,
  startHubSide,
} from './hub-side.ts'

const [childEntry, readEntry] = await Promise.all([bundleChild(), bundleReader()])

/** The driver ends the process at such a text, so all of it is read in one that may end. */
test('a text of the replica that is not UTF-8 is a damaged replica, not the end of the hub', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 50)
  const source = await sourceOf(cloud)
  const sound = mkdtempSync(join(tmpdir(), 'kassa-sound-'))
  let sold = ''
  {
    await using hub = startHubSide(source, { childEntry, dir: sound })
    await expectDigestOfFeed(hub)
    sold = hub.replica.product(42)?.name ?? ''
  }
  const file = readPointer(sound)?.file ?? ''
  const read = async (dir: string, product: number) => {
    const args = [readEntry, dir, JSON.stringify(source), childEntry, String(product)]
    const { stdout } = await promisify(execFile)(process.execPath, args)
    return JSON.parse(stdout) as unknown
  }
  const damaged = async (words: string) => {
    const dir = mkdtempSync(join(tmpdir(), 'kassa-damaged-'))
    try {
      cpSync(sound, dir, { recursive: true })
      const path = join(dir, basename(file))
      const bytes = readFileSync(path)
      for (let at = bytes.indexOf(words); at !== -1; at = bytes.indexOf(words, at + 1))
        bytes[at + Buffer.byteLength(words) - 1] = 0xff
      writeFileSync(path, bytes)
      return await read(dir, 42)
    } finally {
      rmSync(dir, { recursive: true })
    }
  }
  try {
    const told = expect.stringContaining('a text is not UTF-8') as string
    expect(await damaged(sold)).toEqual({
      checked: 'differs',
      wasPresent: true,
      met: told,
      reason: told,
      now: sold,
    })
    // The name of a column, in the schema.
    expect(await damaged('`list_price')).toMatchObject({
      checked: 'differs',
      wasPresent: false,
      reason: expect.stringMatching(/./) as string,
      now: sold,
    })
  } finally {
    rmSync(sound, { recursive: true })
  }
}, 120_000)

test('what is read guarded is what is read as it is, whatever the cells are', () => {
  using feed = openTestFeed({
    stores: [storeProfile()],
    products: [
      { id: 1, name: '"Ном" \\ \n\u{1F4D6}', code: '', barcodes: ['1', '2'], posCategoryId: 3 },
      { id: 2, name: '\uFEFF', listPrice: Number.MAX_SAFE_INTEGER, isGift: true },
    ],
    categories: [{ id: 3, parentId: null, name: '', kind: 'pos' }],
    employees: [{ id: 1, storeId: null, name: 'Б', pin: '', rights: '[]', active: true }],
  })
  const db = new Database(feed.file)
  db.exec("INSERT INTO setting VALUES ('empty', '')")
  const queries = replicaQueries()
  const pairs = [
    [queries.product, { id: 1 }],
    [queries.product, { id: 2 }],
    [queries.product, { id: 3 }],
    [queries.posCategories, {}],
    [queries.parentCategory, { id: 3 }],
    [queries.setting, { key: 'empty' }],
    [queries.setting, { key: 'store:1' }],
    [queries.pointsItems, { programme: 1 }],
    [queries.productsByPosCategory, { posCategoryId: 3, after: 0, limit: 5 }],
    [queries.employees, { storeId: 1 }],
    [queries.prices, { productIds: '[1]' }],
  ] as const
  for (const [query, values] of pairs)
    expect(prepareGuardedSelect(db, query)(values)).toEqual(prepareSelect(db, query)(values))
  db.close()
})
