import { lockFolder } from '../db/folder-lock.ts'
import { openGroup } from '../db/open.ts'
import type { RemoteDatabase } from '../db/remote/client.ts'
import { areBooksThere } from '../db/remote/client.ts'
import { whoIs } from '../db/remote/who.ts'
import { dropFeeds, newLife } from './restore-group.ts'

/**
 * After a group's namespace was restored on its libSQL server: another life of the books (spine
 * B1.12), and no feed of the one before. Refused while a cloud serves them. May be run again.
 */
export async function restoredBooks(options: {
  readonly group: string
  /** Of the cloud that serves these books. */
  readonly folder: string
  readonly remote: RemoteDatabase
  readonly now: number
}): Promise<{ group: string; incarnation: number }> {
  const { group, folder, remote, now } = options
  using lock = lockFolder(folder)
  if (lock === undefined) throw new Error(`a cloud runs on ${folder}: stop it first`)
  if (!(await areBooksThere(remote))) throw new Error(`no books of ${group} are at ${remote.url}`)
  const { url, authToken, timeoutMs } = remote
  const token = authToken === undefined ? {} : { authToken }
  const owner = whoIs(folder)
  await using opened = await openGroup({ group, url, timeoutMs, ...token, owner })
  // First the feeds: one that is gone is built anew, one that outlives its books would lie.
  dropFeeds(folder, group)
  return { group, incarnation: await newLife(opened, now) }
}
