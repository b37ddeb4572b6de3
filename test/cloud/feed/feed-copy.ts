import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { pino } from 'pino'
import type { GroupDatabase } from '#cloud/db/open.ts'
import { createFeeds } from '#cloud/feed/feeds.ts'
import { until } from '../../support/shop.ts'

/** The feed of a company on a file of its own, written by the projector as for its hubs. */
export interface FeedCopy extends AsyncDisposable {
  readonly folder: string
  /** In the folder. */
  readonly file: string
  rows(sql: string): unknown[][]
  /** Until the rows are these, told as JSON; throws with what they are. */
  become(sql: string, rows: unknown[][]): Promise<void>
}

export async function openFeedCopy(group: GroupDatabase, companyId = 1): Promise<FeedCopy> {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-feed-copy-'))
  const feeds = createFeeds({
    folder,
    clock: () => Date.now(),
    log: pino({ level: 'silent' }),
    onCommit: () => undefined,
    balances: { windowMinMs: 1, bytesPerHubAndDay: 1e15 },
  })
  await feeds.of(group, companyId)
  const file = `feed-${group.group}-${companyId}.db`
  const db = new Database(`file:${join(folder, file)}?mode=ro`)
  const rows = (sql: string) => db.prepare(sql).raw(true).all([]) as unknown[][]
  return {
    folder,
    file,
    rows,
    async become(sql, wanted) {
      const text = JSON.stringify(wanted)
      await until(`${sql} = ${text}`, async () => JSON.stringify(rows(sql)) === text)
    },
    async [Symbol.asyncDispose]() {
      db.close()
      await feeds.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
