import { asc, eq, sql } from 'drizzle-orm'
import { build, compile } from '../db/compile.ts'
import type { Statement } from '../journal/job.ts'
import type { Journal } from '../journal/journal.ts'
import { parkedBasket } from '../journal/schema.ts'
import { statement } from '../journal/statement.ts'

const name = sql.placeholder

export type ParkedRow = typeof parkedBasket.$inferSelect

export function createBasketStore(journal: Journal) {
  const all = journal.prepare(selectParked().orderBy(asc(parkedBasket.at)))
  const byId = journal.prepare(selectParked().where(eq(parkedBasket.id, name('id'))))
  return { all: () => all(), byId: (id: string) => byId({ id })[0] }
}

function selectParked() {
  return build
    .select({
      id: parkedBasket.id,
      till: parkedBasket.till,
      name: parkedBasket.name,
      basket: parkedBasket.basket,
      total: parkedBasket.total,
      at: parkedBasket.at,
    })
    .from(parkedBasket)
    .$dynamic()
}

const upsertParked = compile(
  build
    .insert(parkedBasket)
    .values({
      id: name('id'),
      till: name('till'),
      name: name('name'),
      basket: name('basket'),
      total: name('total'),
      at: name('at'),
    })
    .onConflictDoUpdate({
      target: parkedBasket.id,
      set: {
        till: sql`excluded.till`,
        name: sql`excluded.name`,
        basket: sql`excluded.basket`,
        total: sql`excluded.total`,
        at: sql`excluded.at`,
      },
    }),
)
export function saveParked(row: ParkedRow): Statement {
  return statement(upsertParked, row)
}

const deleteParked = compile(build.delete(parkedBasket).where(eq(parkedBasket.id, name('id'))))
/** Guard: of two tills that take one basket, one gets it. */
export function takeParked(id: string): Statement {
  return statement(deleteParked, { id }, 'taken')
}
