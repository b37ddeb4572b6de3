import type { HotDatabase } from '../db/hot.ts'
import { runCommand } from './commands.ts'
import { renumberMessages } from './messages.ts'
import { startRecovery } from './recovery-store.ts'

/**
 * The first thing that another life of the books does (spine B1.12): it waits for every hub before
 * it promises anything, ends its own holds, whose value may be promised elsewhere since the backup,
 * and says again what no hub had acknowledged.
 */
export function beginRecovery(hot: HotDatabase): void {
  const [incarnation, at] = hot.prepare(lifeSql).get() ?? []
  startRecovery(hot)
  renumberMessages(hot)
  const accounts = hot
    .prepare(heldSql)
    .all()
    .map(([id]) => String(id))
  if (accounts.length === 0) return
  const command = {
    kind: 'end-restored-holds',
    incarnation: Number(incarnation),
    accounts,
  } as const
  runCommand(hot, command, { at: Number(at), by: 'restore' })
}

/** The latest time that was given to a hub: whatever this machine's clock says, it is not before. */
const lifeSql = 'SELECT incarnation, highest_time FROM cloud_life'
const heldSql = `SELECT account_id FROM value_account
  WHERE json_array_length(state, '$.holds') > 0 ORDER BY id`
