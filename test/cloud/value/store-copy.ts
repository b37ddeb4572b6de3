import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { GroupDatabase } from '#cloud/db/open.ts'
import { createFeeds } from '#cloud/feed/feeds.ts'
import { openReplica } from '#hub/replica/reader.ts'
import type { Replica } from '#hub/replica/replica.ts'

/** What a store of company 1 reads: a hub's reader on the feed's own file, without the copying. */
export async function openStoreCopy(
  group: GroupDatabase,
): Promise<AsyncDisposable & { readonly replica: Replica }> {
  const dir = mkdtempSync(join(tmpdir(), 'kassa-store-copy-'))
  const feeds = createFeeds({
    folder: dir,
    clock: () => Date.now(),
    log: pino({ level: 'silent' }),
    onCommit: () => undefined,
    balances: { windowMinMs: 1, bytesPerHubAndDay: 1e15 },
  })
  await feeds.of(group, 1)
  writeFileSync(join(dir, 'current.json'), JSON.stringify({ feedId: 'nom', file: 'feed-nom-1.db' }))
  const replica = openReplica({ dir, lookupKey: () => '' })
  return {
    replica,
    async [Symbol.asyncDispose]() {
      replica[Symbol.dispose]()
      await feeds.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
