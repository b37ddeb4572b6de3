import { Failure } from '#shared/domain/failure.ts'
import { end } from '../alarms/store.ts'
import type { HotDatabase } from '../db/hot.ts'
import { streamOf } from '../journal/store.ts'
import { revokeKeysOfHub } from '../keys/store.ts'
import { endEpochs } from '../value/end-epoch.ts'
import { announceHubs } from '../value/trust.ts'

/**
 * For ever: its token is refused, and no word of it comes any more. Its receipts are given back
 * elsewhere, its leases wait for HQ.
 */
export function revokeHub(
  hot: HotDatabase,
  id: number,
  { at, by }: { readonly at: number; readonly by: string },
): void {
  const { companyId, epoch } = changeState(hot, id, { state: 'revoked', at })
  revokeKeysOfHub(hot, id, at)
  endEpochs(hot, { id, companyId }, { presentEpoch: epoch + 1, at, by })
}

/** Its events are taken again. */
export function resumeHub(hot: HotDatabase, id: number, at: number): void {
  changeState(hot, id, { state: 'active', at })
}

function changeState(
  hot: HotDatabase,
  id: number,
  { state, at }: { readonly state: 'active' | 'revoked'; readonly at: number },
): { readonly companyId: number; readonly epoch: number } {
  const found = hot.prepare(findSql).get(id)
  if (found === undefined) throw new Failure('not-found', `Hub ${id} not found.`)
  const [companyId, epoch, before] = [Number(found[0]), Number(found[1]), found[2]]
  if (state === 'active' && before === 'revoked') {
    throw new Failure('conflict', `Hub ${id} is revoked; claim the box again with a new code.`)
  }
  hot.prepare(stateSql).run(state, id)
  end(hot, streamOf(id), at)
  announceHubs(hot, companyId)
  return { companyId, epoch }
}

const findSql = 'SELECT company_id, epoch, state FROM hub WHERE id = ?'
const stateSql = "UPDATE hub SET state = ?, state_reason = '' WHERE id = ?"
