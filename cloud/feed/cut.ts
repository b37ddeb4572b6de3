import { setImmediate as turn } from 'node:timers/promises'
import type { HotDatabase } from '../db/hot.ts'
import {
  catalogueEntities,
  type FeedEntity,
  type Projection,
  readStates,
  type TableState,
} from './projection.ts'

export const changeClasses = ['urgent', 'balances'] as const
export type ChangeClass = (typeof changeClasses)[number]

export interface Cut {
  /** Outbox position up to which this class is in the feed once the states are written. */
  readonly cursor: number
  readonly changes: number
  /** More changes wait. */
  readonly isPart: boolean
  readonly states: readonly TableState[]
}

/** Whatever class a row names, balances and marks travel together, or a hub would count twice. */
const outboxRows = `SELECT id, entity, entity_id FROM outbox
  WHERE id > ? AND iif(entity IN ('account', 'hub_mark'), 'balances', class) = ?
    AND (company_id IS NULL OR company_id = ?) ORDER BY id LIMIT ?`
/** Never goes back, also when projected rows are pruned. */
export const outboxEnd = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'outbox'"

export function newestChange(hot: HotDatabase): number {
  return Number(hot.prepare(outboxEnd).all()[0]?.[0])
}

/** Things read, then written, between two turns of the event loop: some 10 ms. */
const AT_ONCE = 50
const OUTBOX_ROWS_AT_ONCE = 1000

/**
 * Reads the changes after the cursor and the present state of what they name, all of one moment of
 * the group's database; a thing changed ten times is written once. More than `limit` urgent changes
 * come in several cuts, each of whole products and members in the outbox's order: one transaction of
 * the feed is bounded (spine rule 8), no price depends on another product's, and each cut names the
 * catalogue's version it leads to. Balances and marks are never parted, since a mark says that every
 * balance has the effects up to it (spine B3): `limit` must be Infinity for them.
 */
export async function readCut(
  projection: Projection,
  options: { readonly class: ChangeClass; readonly after: number; readonly limit: number },
): Promise<Cut> {
  const { hot, companyId } = projection
  hot.exec('SAVEPOINT feed_cut')
  try {
    const end = newestChange(hot)
    const idsByEntity = new Map<FeedEntity, Set<number>>()
    let catalogueVersion = 0
    let changes = 0
    let last = options.after
    let hasMore = true
    while (hasMore && changes < options.limit) {
      const limit = Math.min(OUTBOX_ROWS_AT_ONCE, options.limit - changes)
      const rows = hot.prepare(outboxRows).all(last, options.class, companyId, limit)
      for (const [id, name, entityId] of rows) {
        const entity = String(name) as FeedEntity
        const ids = idsByEntity.get(entity) ?? new Set()
        idsByEntity.set(entity, ids.add(Number(entityId)))
        if (catalogueEntities.has(entity)) catalogueVersion = Number(id)
        last = Number(id)
      }
      changes += rows.length
      hasMore = rows.length === limit
      if (hasMore) await turn()
    }
    const states: TableState[] = []
    for (const [entity, ids] of idsByEntity) {
      const sorted = [...ids].toSorted((a, b) => a - b)
      for (let start = 0; start < sorted.length; start += AT_ONCE) {
        await turn()
        states.push(...readStates(projection, entity, sorted.slice(start, start + AT_ONCE)))
      }
    }
    if (catalogueVersion > 0) states.push(catalogueState(catalogueVersion))
    const isAll = changes < options.limit
    const cursor = isAll ? Math.max(end, options.after) : last
    return { cursor, changes, isPart: !isAll, states }
  } finally {
    hot.exec('RELEASE feed_cut')
  }
}

/**
 * The catalogue's version is the outbox position of its newest change, so HQ can tell what each
 * version meant. Only cuts that change products, prices, VAT or stores write it: blocks, coupon
 * states and balances do not touch the row (spine rule 8).
 */
export function catalogueState(version: number): TableState {
  return {
    table: 'setting',
    scope: 'key',
    values: ['catalogue'],
    rows: [['catalogue', String(version)]],
  }
}
