import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { expect, test } from 'vitest'
import { hashLookup } from '#hub/replica/lookup-key.ts'
import { openReplica } from '#hub/replica/reader.ts'
import { cardText } from '#shared/feed/lookup.ts'
import { storeProfile } from '#test/support/feed.ts'

const folder = new URL('../../../drizzle/feed/', import.meta.url)
const migrations = readdirSync(folder)
  .filter((name) => name.endsWith('.sql'))
  .toSorted((a, b) => a.localeCompare(b))
const lookupKey = 'key'

/** A replica as a box of an older version left it: with so many of the feed's migrations. */
function openOlderCopy(count: number) {
  const dir = mkdtempSync(join(tmpdir(), 'kassa-older-copy-'))
  const db = new Database(join(dir, 'feed-1.db'))
  const migrate = (names: readonly string[]) => {
    for (const name of names) db.exec(readFileSync(new URL(name, folder), 'utf8'))
  }
  db.exec('PRAGMA journal_mode=WAL')
  migrate(migrations.slice(0, count))
  db.exec("INSERT INTO member (id, name, phone_tail, blocked) VALUES (7, 'Сараа', '33', 0)")
  const store = JSON.stringify(storeProfile())
  db.prepare("INSERT INTO setting VALUES ('store:1', ?)").run(store)
  db.prepare('INSERT INTO member_key VALUES (?, 7)').run(hashLookup(lookupKey, cardText('C-7')))
  writeFileSync(join(dir, 'current.json'), JSON.stringify({ feedId: 'feed', file: 'feed-1.db' }))
  return {
    dir,
    db,
    migrateOn: () => migrate(migrations.slice(count)),
    [Symbol.dispose]: () => {
      db.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

test.each(migrations.map((name, index) => [name, index + 1] as const))(
  'a copy that knows the feed up to %s is read, and what it lacks is empty',
  (_, count) => {
    using copy = openOlderCopy(count)
    using replica = openReplica({ dir: copy.dir, lookupKey: () => lookupKey })
    expect(replica.memberByCard('C-7')).toMatchObject({ id: 7, name: 'Сараа', groups: '[]' })
    expect(replica.memberByAffiliateCode('ANA7')).toBeUndefined()
    expect(replica.hubMark(1)).toMatchObject({ seq: 0 })
    expect(replica.isFrozen(7, 1)).toBe(false)
    expect(replica.voucherByCode('SPRING')).toBeUndefined()
    expect([replica.programmes(), replica.pointsProgrammes(1)]).toEqual([[], []])
    expect(replica.promotions({ timeZone: 'UTC', currency: 'MNT' })).toBeNull()
  },
)

test('once a sync brought the migration, an older copy is read whole, and its file stays', () => {
  using copy = openOlderCopy(2)
  using replica = openReplica({ dir: copy.dir, lookupKey: () => lookupKey })
  const before = replica.changes()
  copy.migrateOn()
  copy.db.exec(`UPDATE member SET level = 'gold', affiliate = 'active' WHERE id = 7;
    INSERT INTO programme VALUES (1, 'POINTS', 'Points', 'points', 'lease', NULL)`)
  expect(replica.programmes(), 'a table is seen by the next look at the file').toEqual([])
  replica.refresh()
  expect(replica.member(7)).toMatchObject({ level: 'gold', affiliate: 'active' })
  expect(replica.programmes()).toMatchObject([{ code: 'POINTS' }])
  expect(replica.changes()).not.toBe(before)
  replica.refresh()
  expect(replica.member(7)?.level).toBe('gold')
})
