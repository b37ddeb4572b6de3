import type { GroupDatabase } from '../db/open.ts'
import type { Outcome } from './bulk.ts'
import { findCompany } from './find.ts'
import { lookupKeyOf } from './lookup-key.ts'
import { openScope, type SaveScope } from './scope.ts'
import { throwIfRejected, type Verdict } from './verdict.ts'

/** One record by the same rules as a file's line; a rejected one is a Failure. */
export async function saveOne(
  group: GroupDatabase,
  companyCode: string,
  save: (scope: SaveScope) => readonly Verdict[],
): Promise<{ readonly outcome: Outcome; readonly id: number }> {
  const company = await findCompany(group.db, companyCode)
  const lookupKey = await lookupKeyOf(group)
  const [verdict] = await group.writeHot((hot) => {
    const scope = openScope(hot, { company, lookupKey })
    const verdicts = save(scope)
    scope.changes.flush()
    return verdicts
  })
  return throwIfRejected(verdict)
}
