import type { Currency } from '#shared/contracts/units.ts'
import type { HotDatabase } from '../db/hot.ts'
import { runCommand } from './commands.ts'

/** A hub goes on in a new epoch: whatever was promised to a disk of an earlier one is void (B1.3). */
export function endEpochs(
  hot: HotDatabase,
  hub: { readonly id: number; readonly companyId: number },
  { presentEpoch, at }: { readonly presentEpoch: number; readonly at: number },
): void {
  const currency = String(hot.prepare(currencySql).get(hub.companyId)?.[0]) as Currency
  const of = { hub: hub.id, companyId: hub.companyId, currency, presentEpoch }
  runCommand(hot, { kind: 'void', ...of }, { at, by: 'handshake' })
}

const currencySql = 'SELECT currency FROM company WHERE id = ?'
