import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createDisk } from '#cloud/disk/disk.ts'
import { openTestCloud, type TestCloud } from '../test-cloud.ts'

const MIB = 1024 * 1024
const Alarms = z.object({
  items: z.array(z.object({ id: z.int(), kind: z.string(), words: z.string(), hubId: z.null() })),
})

test('by the room left first backups end, then first copies, then pushes and imports, then HQ; HQ is told; freed, all goes on [C]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  await hub.meet()
  const { feedId, token } = hub.profile
  const import_ = { method: 'POST', body: new TextEncoder().encode('code,name\n') }
  const key = { name: 'k', scopes: ['read'] }
  const asks = {
    backup: () => cloud.request('/v1/backups', { method: 'POST' }),
    copy: () => cloud.request(`/v1/feeds/${feedId}/export/1`, { key: token }),
    push: () => hub.push(),
    import: () => cloud.request('/v1/import/products?company=NOM', import_),
    write: () => cloud.request('/v1/keys', { method: 'POST', json: key }),
    hello: () => hub.hello(),
    info: () => cloud.request(`/v1/feeds/${feedId}/info`, { key: token }),
  }
  const refused = async (mib: number) => {
    // 64 MiB of what is free are for the reserve, which this cloud does not have yet.
    await setFree(cloud, mib + 64)
    const found: string[] = []
    for (const [name, ask] of Object.entries(asks)) {
      const answer = await ask()
      if (answer.status !== 503) continue
      found.push(name)
      expect(await answer.text()).toMatch(
        new RegExp(`${mib} MiB left on the disk of the cloud: .* Free room on the volume`),
      )
    }
    return found
  }
  const alarms = async () => (await cloud.get('/v1/alarms', Alarms)).items
  const health = async () => await (await cloud.request('/health', { key: null })).json()

  expect(await refused(15)).toEqual(['backup', 'copy', 'push', 'import', 'write'])
  expect(await health()).toMatchObject({ ok: true, disk: { level: 'writes', freeBytes: 15 * MIB } })
  expect(await refused(63)).toEqual(['backup', 'copy', 'push', 'import'])
  expect(await alarms()).toMatchObject([
    {
      id: 0,
      kind: 'cloud-disk',
      words: expect.stringMatching(/^63 MiB left .* no pushes/) as string,
    },
  ])
  expect(await refused(64)).toEqual(['backup', 'copy'])
  expect(await refused(128)).toEqual(['backup'])
  expect(await refused(256)).toEqual([])
  expect(await alarms()).toEqual([])
  expect(await health()).toMatchObject({ disk: { level: 'ample' } })
})

test('the reserve is taken once there is room, counts as none, and is given back when the disk is nearly full [C]', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-disk-'))
  const path = join(folder, 'reserve')
  let free = 200 * MIB
  const disk = createDisk({
    folder,
    clock: () => 7,
    onChange: () => undefined,
    readFree: () => free - (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
    firstFillMs: 0,
  })
  expect(disk.now()).toMatchObject({ freeBytes: 136 * MIB, reserve: 'released' })
  await disk.tend()
  expect(statSync(path).size).toBe(64 * MIB)
  expect(disk.now()).toMatchObject({
    freeBytes: 136 * MIB,
    reserve: 'held',
    level: 'backups',
    since: 7,
  })
  free = 64 * MIB + 15 * MIB
  await disk.tend()
  expect(existsSync(path)).toBe(false)
  await disk.tend()
  expect(disk.now()).toMatchObject({ freeBytes: 15 * MIB, reserve: 'released', level: 'writes' })
  await disk.stop()
  rmSync(folder, { recursive: true })
})

test('a stop waits for one chunk of the reserve, not for all of it; what was taken stays [C]', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-disk-'))
  const disk = createDisk({
    folder,
    clock: () => 7,
    onChange: () => undefined,
    readFree: () => 10_000 * MIB,
    firstFillMs: 0,
  })
  const size = () => statSync(join(folder, 'reserve')).size
  const tended = disk.tend()
  await disk.stop()
  await tended
  expect(size()).toBeLessThanOrEqual(MIB)
  expect(disk.now()).toMatchObject({ reserve: 'released' })
  disk.start()
  await disk.tend()
  expect(size()).toBe(64 * MIB)
  await disk.stop()
  rmSync(folder, { recursive: true })
})

test('a write that the disk has no room for is undone whole and told in words; sent again it is there once [C]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  for (let i = 0; i < 200; i += 1) hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  await hub.meet()
  const pages = (sql: string) =>
    cloud.group.writeHot((hot) => Number(hot.prepare(`PRAGMA ${sql}`).all()[0]?.[0]))
  // SQLite's own error of a full disk, from its own limit.
  await pages(`max_page_count = ${(await pages('page_count')) + 8}`)
  const refused = await hub.push()
  expect(refused.status).toBe(503)
  expect(await refused.text()).toContain(
    'disk of the cloud is full, and nothing of this was written',
  )
  const Receipts = z.object({ items: z.array(z.unknown()) })
  expect((await cloud.get('/v1/receipts', Receipts)).items).toEqual([])
  await pages('max_page_count = 1073741823')
  expect((await hub.push()).status).toBe(200)
  expect((await cloud.get('/v1/receipts?limit=200', Receipts)).items).toHaveLength(200)
})

test('what a killed backup left is gone with the next one; an unknown file stays', async () => {
  await using cloud = await openTestCloud()
  const first = await cloud.request('/v1/backups', { method: 'POST' })
  expect(first.status, await first.clone().text()).toBe(201)
  const folder = join(dirname(cloud.group.file ?? ''), 'backups')
  const left = ['', '-journal'].map((end) => `hq-nom-2026-11-01T00-00-00-000Z.db.part${end}`)
  for (const name of [...left, 'notes.part']) writeFileSync(join(folder, name), 'half')
  cloud.now += 1000
  expect((await cloud.request('/v1/backups', { method: 'POST' })).status).toBe(201)
  expect(left.filter((name) => existsSync(join(folder, name)))).toEqual([])
  expect(existsSync(join(folder, 'notes.part'))).toBe(true)
})

/** A look at the disk holds for a moment. */
async function setFree(cloud: TestCloud, mib: number): Promise<void> {
  cloud.setFreeBytes(mib * MIB)
  await expect.poll(() => cloud.disks.now().freeBytes).toBe((mib - 64) * MIB)
}
