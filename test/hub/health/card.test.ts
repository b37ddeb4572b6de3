import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCard } from '#hub/health/card.ts'
import { createDisk } from '#hub/health/disk.ts'
import { createHealth } from '#hub/health/health.ts'
import { createHubClock } from '#hub/health/hub-clock.ts'
import { openTestHub } from '../open-hub.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kassa-card-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

/** As the kernel shows the card whose second part holds the folder. */
function putCard(files: Readonly<Record<string, string>>): string {
  const { dev } = statSync(folder)
  const sys = join(folder, 'sys')
  const disk = join(sys, 'block', 'mmcblk0')
  const part = join(disk, 'mmcblk0p2')
  mkdirSync(part, { recursive: true })
  mkdirSync(join(disk, 'device'), { recursive: true })
  mkdirSync(join(sys, 'dev', 'block'), { recursive: true })
  writeFileSync(join(part, 'partition'), '2\n')
  for (const [name, text] of Object.entries(files)) writeFileSync(join(disk, 'device', name), text)
  const number = `${(dev >>> 8) & 0xfff}:${(dev & 0xff) | ((dev >>> 12) & 0xfff00)}`
  symlinkSync(part, join(sys, 'dev', 'block', number))
  return sys
}

test('a card tells its age and its wear, whichever part of it holds the data [C]', () => {
  const sys = putCard({ date: '03/2024\n', life_time: '0x02 0x04\n', pre_eol_info: '0x01\n' })
  expect(createCard(folder, { sys })()).toEqual({
    inUseSince: Math.round(statSync(folder).birthtimeMs),
    madeOn: '2024-03',
    usedPercent: 40,
    spare: 'normal',
  })
})

test('a disk that tells nothing of itself has its time of use and no other figure', () => {
  const nothing = { madeOn: null, usedPercent: null, spare: null }
  expect(createCard(folder, { sys: join(folder, 'none') })()).toMatchObject(nothing)
  expect(createCard(folder, { sys: putCard({ life_time: '0x00 0x00\n' }) })()).toMatchObject(
    nothing,
  )
})

test('a worn card is a trouble with its remedy, told within the hour', () => {
  let uptime = 0
  const sys = putCard({ life_time: '0x09 0x03\n', pre_eol_info: '0x01\n' })
  const clock = createHubClock({
    wall: () => 1000,
    uptimeMs: () => 0,
    builtAt: 0,
    lastEventAt: 0,
  })
  const disk = createDisk({ folder, readFree: () => 2 ** 40 })
  const card = createCard(folder, { sys, uptimeMs: () => uptime })
  const health = createHealth({ disk, clock, card })
  expect(health.troubles()).toEqual([])
  writeFileSync(join(sys, 'block/mmcblk0/device/life_time'), '0x0b 0x03\n')
  uptime = 3600 * 1000
  const [trouble] = health.troubles()
  expect(trouble).toMatchObject({ code: 'card-worn' })
  expect(trouble?.remedy).toContain('new')
  writeFileSync(join(sys, 'block/mmcblk0/device/life_time'), '0x03 0x03\n')
  writeFileSync(join(sys, 'block/mmcblk0/device/pre_eol_info'), '0x02\n')
  uptime *= 2
  expect(health.troubles()).toMatchObject([{ code: 'card-worn' }])
})

test("health tells the age of the hub's own disk", async () => {
  await using files = await openTestHub()
  const { body } = await files.call('GET', '/health')
  const inUseSince = expect.any(Number) as number
  expect(body).toMatchObject({ wear: { card: { inUseSince } } })
})
