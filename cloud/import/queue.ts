import { Failure } from '#shared/domain/failure.ts'
import type { GroupDatabase } from '../db/open.ts'
import type { ImportReport } from './report.ts'
import { type ImportFile, runImport } from './run.ts'

/** Files waiting in memory, of all groups. */
const waitingMax = 8

/** One file after another: two at once would only take turns at the writers and hold more memory. */
export function createImportQueue() {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return async (group: GroupDatabase, file: ImportFile): Promise<ImportReport> => {
    if (waiting >= waitingMax) {
      throw new Failure(
        'unavailable',
        `${waiting} files are being imported; try again in a minute.`,
      )
    }
    waiting += 1
    const result = last
      .then(() => runImport(group, file))
      .finally(() => {
        waiting -= 1
      })
    last = result.catch(() => undefined)
    return await result
  }
}
