import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { FeedSource } from '#hub/replica/feed-client.ts'
import { holdFolder } from '#hub/replica/hold-folder.ts'
import { startFeedCloud } from '#test/cloud/feed/feed-cloud.ts'
import { removeFolder } from '#test/support/remove-folder.ts'
import { openSqlite3 } from '../../support/sqlite3.ts'
import {
  bundleChild,
  bundleHub,
  expectDigestOfFeed,
  sourceOf,
  startHubSide,
  until,
} from './hub-side.ts'

/** A hub that is killed cannot end its sync process: that must end by itself, or be ended. */
vi.setConfig({ testTimeout: 120_000 })
const childEntry = await bundleChild()
const hubEntry = await bundleHub()

test('the sync process of a killed hub ends, or gives way to the next one that writes its replica', async () => {
  const asked: string[] = []
  let silent: RegExp | undefined
  await using cloud = await startFeedCloud({
    before: async (c, next) => {
      asked.push(c.req.path)
      if (silent?.test(c.req.path)) await new Promise(() => undefined)
      await next()
    },
  })
  await cloud.addProducts(1, 500)
  const source = await sourceOf(cloud)
  const dir = mkdtempSync(join(tmpdir(), 'kassa-orphan-'))
  /** A hub that is killed once its child waits for this answer; the child's process id. */
  const orphan = async (question: RegExp): Promise<number> => {
    silent = question
    asked.length = 0
    const hub = startHub(dir, source)
    await until(() => asked.some((path) => question.test(path)))
    const pid = Number(readFileSync(join(dir, 'sync.pid'), 'utf8'))
    expect(isAlive(pid)).toBe(true)
    hub.kill('SIGKILL')
    await once(hub, 'exit')
    return pid
  }

  // It waits for the copy in its own code, and hears that nobody is there any more.
  const loading = await orphan(/\/export\//)
  await until(() => !isAlive(loading))
  silent = undefined
  {
    await using hub = startHubSide(source, { childEntry, dir })
    await expectDigestOfFeed(hub)
  }

  // The official client blocks it, and it hears nothing: of our own questions none is like these.
  await cloud.setPrice(1, 77)
  await cloud.projected()
  const blocked = await orphan(/\/sync\/\d+\/1\/(?!2$)/)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(isAlive(blocked)).toBe(true)
  silent = undefined
  await using hub = startHubSide(source, { childEntry, dir })
  await expectDigestOfFeed(hub)
  expect(isAlive(blocked)).toBe(false)
  expect(hub.replica.product(1)?.listPrice).toBe(77)
  expect(hub.sync.status()).toMatchObject({ rebuilt: 0, killed: 0 })
  removeFolder(dir)
})

test('where the noted number is another program’s by now, that one is left alone and the holder waited for', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'kassa-orphan-'))
  const stranger = spawn('sleep', ['60'])
  try {
    await using holder = openSqlite3(join(dir, 'sync.lock'))
    await holder.run('BEGIN EXCLUSIVE;')
    writeFileSync(join(dir, 'sync.pid'), `${stranger.pid}\n`)
    let isHeld = false
    const held = holdFolder(dir).then(() => (isHeld = true))
    // Three times as long as it gives a process that ends by itself.
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect([isHeld, stranger.signalCode]).toEqual([false, null])
    await holder.kill()
    await held
    expect(readFileSync(join(dir, 'sync.pid'), 'utf8').trim()).toBe(String(process.pid))
  } finally {
    stranger.kill()
    removeFolder(dir)
  }
})

function startHub(dir: string, source: FeedSource) {
  return spawn(process.execPath, [hubEntry, dir, JSON.stringify(source), childEntry], {
    stdio: 'inherit',
  })
}

/** A process that was killed and not yet waited for has no files any more. */
function isAlive(pid: number): boolean {
  return (
    existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  )
}
