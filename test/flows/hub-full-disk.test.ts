import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { openJournal } from '#hub/journal/journal.ts'
import { type Program, startProgram } from '#hub/packaging/one-box/program.ts'
import { ALL_RIGHTS, addEmployee } from '../hub/open-hub.ts'
import { openTestFeed, storeProfile } from '../support/feed.ts'
import { holdLog } from '../support/hold-log.ts'
import { until } from '../support/shop.ts'
import { type SmallDisk, smallDisk } from '../support/small-disk.ts'
import { newId, pairTill, type TillClient } from '../support/till-client.ts'

const ADMIN = 'admin-token-of-the-tests'
const canMount = spawnSync('sh', ['-c', 'test "$(id -u)" = 0 && unshare -m true']).status === 0

/** A real small file system; root only, and named as skipped elsewhere. */
test.skipIf(!canMount)(
  'a hub whose disk is full at a commit ends, starts again, and its shift closes from the reserve [C]',
  {
    // A limit of what hangs: each round fills a disk.
    timeout: 240_000,
  },
  async () => {
    using disk = smallDisk(180)
    await putShop(join(disk.path, 'hub'))
    let hub = await start(disk)
    try {
      const url = () => hub.listening.http ?? ''
      const room = async () => {
        const answer = await (await fetch(`${url()}/v1/health`)).json()
        return z
          .object({ disk: z.object({ level: z.string(), reserve: z.string() }) })
          .parse(answer).disk
      }
      const code = await fetch(`${url()}/v1/pairing-codes`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ADMIN}` },
      })
      const till = await pairTill(
        url(),
        z.object({ code: z.string() }).parse(await code.json()).code,
      )
      await till.signIn('4321')
      const shift = await till.openShift(1000)

      const moved = new Set<string>()
      const hasEnded = () => hub.process.exitCode !== null
      // Each commit needs room of its own.
      const letGo = await holdLog(join(disk.path, 'hub', 'journal.db'))
      const round = async () => {
        disk.free()
        const isHeld = async () => hasEnded() || (await room()).reserve === 'held'
        await until('the reserve is held', isHeld)
        if (hasEnded()) return true
        disk.leave(0)
        // Cash moves at any level; the watch gives the reserve back within a second.
        while (statfsSync(disk.path).bavail === 0 && (await moveCash(till, shift.id, moved))) {}
        return hasEnded()
      }
      // A machine that stands still between the two lets the watch be first, and again.
      await until('a commit meets the full disk before the watch does', round, 150_000)
      await letGo()
      // The watch may have given the reserve back in the hub's last moment: that much stays.
      disk.leave(64 - mibOf(join(disk.path, 'hub', 'reserve')))
      expect(await hub.exited).toBe(70)
      expect(hub.log()).toContain('the hub cannot go on')

      hub = await start(disk)
      till.setUrl(url())
      expect(await room()).toEqual({ level: 'sales', reserve: 'released' })
      await till.signIn('4321')
      await expect(till.openShift(1)).rejects.toThrow()
      const closed = await till.closeShift(shift.id, 0)
      // What was saved last may have lost its answer.
      expect(closed.expectedCash).toBeGreaterThanOrEqual(1000 + moved.size)

      disk.free()
      await until('there is room', async () => (await room()).level !== 'sales')
      await till.openShift(0)
      expect(await hub.stop()).toBe(0)
    } finally {
      await hub.kill('SIGKILL')
    }
  },
)

function mibOf(path: string): number {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) / 1024 / 1024
}

/** Each 0.01 in; `moved` are those that were told to be saved. False: not all of them were. */
async function moveCash(till: TillClient, shiftId: string, moved: Set<string>): Promise<boolean> {
  const reason = 'x'.repeat(200)
  const tries = Array.from({ length: 20 }, async () => {
    const id = newId()
    await till.call(z.unknown(), 'POST', '/cash-movements', { id, shiftId, amount: 1, reason })
    moved.add(id)
  })
  const outcomes = await Promise.allSettled(tries)
  return outcomes.every(({ status }) => status === 'fulfilled')
}

/** A claimed hub as a cut line leaves it: identity, prices and people, no cloud. */
async function putShop(folder: string): Promise<void> {
  const profile = storeProfile()
  using feed = openTestFeed({ stores: [profile], catalogueVersion: '1' })
  addEmployee(feed, { id: 1, rights: ALL_RIGHTS, pin: '4321' })
  mkdirSync(folder, { mode: 0o700 })
  cpSync(feed.dir, join(folder, 'replica'), { recursive: true })
  const path = join(folder, 'journal.db')
  const journal = await openJournal({ path, onFatal: (reason) => expect.fail(reason) })
  await journal.adopt({
    hubId: 7,
    epoch: 1,
    token: 'token',
    feedId: 'testfeed',
    lookupKey: feed.lookupKey,
    profile: JSON.stringify(profile),
    cloudSeq: 0,
  })
  await journal.close()
}

async function start(disk: SmallDisk): Promise<Program> {
  return await startProgram(
    'hub',
    {
      KASSA_DATA: disk.path,
      KASSA_HUB_PORT: '0',
      KASSA_MQTT_PORT: '0',
      KASSA_HUB_ADMIN_TOKEN: ADMIN,
      KASSA_CLOUD_URL: 'http://127.0.0.1:9',
      NODE_ENV: 'production',
    },
    { command: [process.execPath, 'dist/hub/main.js'] },
  )
}
