import { setImmediate as turn } from 'node:timers/promises'
import { createRowSum } from '#shared/feed/row-sum.ts'
import type { WriterDatabase } from './connection.ts'
import { type Cursor, cursorText } from './cursor.ts'
import { catalogueState, newestChange } from './cut.ts'
import { createFeedWriter } from './feed-table.ts'
import { hqIds } from './hq-rows.ts'
import { type Projection, readStates } from './projection.ts'

const CHUNK = 2000

/** In the order in which they refer to each other. */
const entities = [
  'vat_group',
  'store',
  'category',
  'product',
  'price',
  'member',
  'customer',
  'employee',
  'programme',
  'points_item',
  'promotion',
  'voucher',
  'account',
  'frozen_account',
  'hub_mark',
] as const

/**
 * The whole company, for a feed that nobody reads yet. All of one moment, so that the
 * marks fit the balances (spine B3); what changes meanwhile is projected from the outbox.
 */
export async function fillFeed(db: WriterDatabase, projection: Projection): Promise<string> {
  const { hot } = projection
  hot.exec('SAVEPOINT feed_fill')
  try {
    return await fillFrom(db, projection)
  } finally {
    hot.exec('RELEASE feed_fill')
  }
}

async function fillFrom(db: WriterDatabase, projection: Projection): Promise<string> {
  const { hot, companyId } = projection
  const position = newestChange(hot)
  const cursor: Cursor = { urgent: position, balances: position }
  // A feed is summed up by a scan when it is first opened.
  const sum = createRowSum()
  const writer = createFeedWriter(db, () => sum)
  for (const entity of entities) {
    const ids = hqIds[entity](hot, { company: companyId, ids: '[]' }).map(([id]) => Number(id))
    for (let start = 0; start < ids.length; start += CHUNK) {
      db.exec('BEGIN')
      for (const state of readStates(projection, entity, ids.slice(start, start + CHUNK))) {
        writer.apply(state)
      }
      db.exec('COMMIT')
      await turn()
    }
  }
  db.exec('BEGIN')
  writer.apply(catalogueState(position))
  db.exec('COMMIT')
  return cursorText(cursor)
}
