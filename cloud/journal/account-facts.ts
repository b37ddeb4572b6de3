import { z } from 'zod'
import type { HotDatabase } from '../db/hot.ts'
import { insertInto } from '../db/insert.ts'
import { accountsFrom, type StoreAccounts } from '../ledger/accounts.ts'
import { storeAccounts } from './schema.ts'

/** Writes down which accounts a store's events post to from here on, where it is not the same as before. */
export function noteAccounts(
  hot: HotDatabase,
  { storeId, fromSeq }: { readonly storeId: number; readonly fromSeq: number },
  { idByPurpose }: StoreAccounts,
): void {
  const pairs = [...idByPurpose].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const accounts = JSON.stringify(pairs)
  if (hot.prepare(lastSql).get(storeId, fromSeq)?.[0] === accounts) return
  insert.into(hot)({ storeId, fromSeq, accounts })
}

/** The accounts that a store's events posted to at this place in the applied log. */
export function accountsAt(hot: HotDatabase, storeId: number, appliedSeq: number): StoreAccounts {
  const row =
    hot.prepare(lastSql).get(storeId, appliedSeq) ?? hot.prepare(firstSql).get(storeId) ?? []
  const text = row[0]
  if (typeof text !== 'string') throw new Error(`store ${storeId} never posted to an account`)
  return accountsFrom(new Map(Pairs.parse(JSON.parse(text))))
}

const Pairs = z.array(z.tuple([z.string(), z.int()]))
const insert = insertInto(storeAccounts)
const lastSql = `SELECT accounts FROM store_accounts WHERE store_id = ? AND from_seq <= ?
  ORDER BY from_seq DESC LIMIT 1`
const firstSql = 'SELECT accounts FROM store_accounts WHERE store_id = ? ORDER BY from_seq LIMIT 1'
