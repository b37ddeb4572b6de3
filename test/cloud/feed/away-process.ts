import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { pino } from 'pino'
import { createFeeds } from '#cloud/feed/feeds.ts'
import { Failure } from '#shared/domain/failure.ts'
import { startLibsqlServer } from '#test/support/libsql-server.ts'
import { until } from '#test/support/shop.ts'
import { openTestCloud } from '../test-cloud.ts'

/** Threads of this process, and how often it has the feed's own file open. */
function held() {
  return {
    threads: readdirSync('/proc/self/task').length,
    feedFiles: readdirSync('/proc/self/fd').filter((fd) => linkOf(fd).endsWith('feed-nom-1.db'))
      .length,
  }
}

// A closed connection of `libsql` keeps its file until its statements are collected.
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    // Closed meanwhile.
    return ''
  }
}

/**
 * As hubs that ask for a feed all the time while its books are away and come back. A process of its
 * own, since its threads and open files are counted; what it saw goes to stdout.
 */
const server = await startLibsqlServer()
await server.create('nom')
const { urlTemplate, token: authToken } = server
const cloud = await openTestCloud({ urlTemplate, authToken })
const folder = mkdtempSync(join(tmpdir(), 'kassa-away-'))
const openFeeds = () =>
  createFeeds({
    folder,
    clock: Date.now,
    log: pino({ level: 'silent' }),
    onCommit: () => undefined,
  })
const first = openFeeds()
const { feedId } = await first.of(cloud.group, 1)
const before = held()
await first.close()
await server.kill()
const feeds = openFeeds()
const refusals: unknown[] = []
// Where the books' last word was heard in time it is open all the same, with its log's own file.
let openFiles = 0
for (let asked = 0; asked < 100; asked += 1) {
  try {
    await feeds.of(cloud.group, 1)
    openFiles = 1
  } catch (error) {
    refusals.push(error)
    openFiles = 0
  }
  await new Promise((resolve) => setTimeout(resolve, 10))
}
await until('what it held is free', async () => {
  collectGarbage()
  const { threads, feedFiles } = held()
  return threads <= before.threads && feedFiles <= before.feedFiles + openFiles
})
await server.restart()
const listPrice = { method: 'PUT', json: { listPrice: 7_700_000 } }
const { status } = await cloud.request('/v1/companies/NOM/products/P1', listPrice)
await until('the feed follows', async () => {
  const state = feeds.stateOf({ group: 'nom', companyId: 1 })
  return state !== undefined && state.position.frame > 0
})
const isTheSame = (await feeds.feedIdOf(cloud.group, 1)) === feedId
await feeds.close()
await cloud[Symbol.asyncDispose]()
await server[Symbol.asyncDispose]()
rmSync(folder, { recursive: true })
const isInWords = (error: unknown) =>
  error instanceof Failure && error.code === 'unavailable' && error.message.includes('tried again')
// Some tried themselves and heard the books' silence; the others are told when it is tried again.
const isTold = refusals.filter(isInWords).length >= refusals.length / 2
process.stdout.write(JSON.stringify({ isTold, status, isTheSame }))
process.exit(0)
