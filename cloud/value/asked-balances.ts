import type { z } from 'zod'
import type { CloudToHub } from '#shared/contracts/sync.ts'
import type { HotDatabase } from '../db/hot.ts'

type Balances = Extract<z.infer<typeof CloudToHub>, { kind: 'balances' }>

/** Balances with the hub's mark, of one moment: one statement reads both (spine B3). */
export function askedBalances(
  hot: HotDatabase,
  hub: { readonly hubId: number; readonly companyId: number },
  asked: { readonly id: string; readonly accounts: readonly string[] },
  at: number,
): Balances {
  const { hubId, companyId } = hub
  const rows = hot
    .prepare(balancesSql)
    .all(JSON.stringify(asked.accounts), companyId, companyId, hubId)
  const [epoch, seq, hash] = rows[0] ?? []
  return {
    kind: 'balances',
    id: asked.id,
    at,
    mark: { epoch: Number(epoch ?? 0), seq: Number(seq ?? 0), hash: String(hash ?? '') },
    accounts: rows.flatMap(([, , , account, balance, changedAt]) =>
      typeof account === 'string'
        ? [{ account, balance: Number(balance), changedAt: Number(changedAt) }]
        : [],
    ),
  }
}

const balancesSql = `SELECT h.epoch, coalesce(e.seq, 0), coalesce(lower(hex(e.hash)), ''),
  a.account_id, a.balance, a.balance_at
  FROM hub h LEFT JOIN hub_head e ON e.hub_id = h.id AND e.epoch = h.epoch
  LEFT JOIN (SELECT v.account_id, v.balance, v.balance_at FROM value_account v
    JOIN programme p ON p.id = v.programme_id
    WHERE v.account_id IN (SELECT value FROM json_each(?)) AND coalesce(p.company_id, ?) = ?) a
  WHERE h.id = ?`
