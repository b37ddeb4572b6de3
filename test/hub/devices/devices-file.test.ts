import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyDevicesFile } from '#hub/devices/devices-file.ts'
import type { Journal } from '#hub/journal/journal.ts'
import { openRig, openTestJournal, type Rig } from '#test/hub/print/rig.ts'

const folder = mkdtempSync(join(tmpdir(), 'kassa-devices-'))
const path = join(folder, 'devices.json')
const mark = join(folder, 'devices-file.sha256')
let journal: Journal
beforeAll(async () => {
  journal = await openTestJournal()
})
afterAll(async () => {
  await journal.close()
  rmSync(folder, { recursive: true, force: true })
})

const scanner = {
  kind: 'barcode-scanner',
  device: 'scanner-1',
  name: 'Counter',
  line: { kind: 'serial', path: '/dev/ttyUSB0' },
  till: 'T1',
}

/** As a start of the hub does it; what it said in its log. */
async function applyTo(rig: Rig): Promise<readonly string[]> {
  const said: string[] = []
  const log = {
    info: (_: object, message: string) => void said.push(message),
    error: (_: object, message: string) => void said.push(message),
  }
  await applyDevicesFile({ path, mark, devices: rig.hardware().devices, log })
  return said
}
const devicesOf = (rig: Rig) =>
  rig
    .hardware()
    .devices.list()
    .map(({ config }) => config.device)
const write = (content: unknown) => writeFileSync(path, JSON.stringify(content))

test('the file of devices is applied when it changed, and else leaves alone what was changed by hand', async () => {
  await using rig = await openRig(journal)
  write({ devices: [scanner, rig.printer] })
  expect(await applyTo(rig)).toEqual([`KASSA_DEVICES_FILE: ${path} was applied`])
  expect(devicesOf(rig)).toEqual(['printer-1', 'scanner-1'])
  await rig.hardware().devices.remove('scanner-1')
  await rig.stopHub()
  await rig.startHub()
  expect(await applyTo(rig)).toEqual([])
  expect(devicesOf(rig)).toEqual(['printer-1'])
  write({ devices: [scanner] })
  expect(await applyTo(rig)).toHaveLength(1)
  expect(devicesOf(rig)).toEqual(['scanner-1'])
  rmSync(mark)
})

test('a file that cannot be used is told by its field and its name, and the devices stay', async () => {
  await using rig = await openRig(journal)
  const wrong: readonly (readonly [unknown, string])[] = [
    [{ devices: [{ ...scanner, till: 7 }] }, 'devices.0.till (7)'],
    [{ devices: [scanner, { ...scanner, device: 'b' }] }, 'devices.1.line.path: /dev/ttyUSB0'],
    [{ devices: [scanner, scanner] }, 'devices.1.device (scanner-1)'],
    [{ device: [] }, 'devices'],
  ]
  for (const [content, words] of wrong) {
    write(content)
    const [said] = await applyTo(rig)
    expect(said).toMatch(/^KASSA_DEVICES_FILE: .*devices\.json: /)
    expect(said).toContain(words)
    expect(said).toContain('correct it and start the hub again')
  }
  writeFileSync(path, '{"devices": [')
  expect((await applyTo(rig))[0]).toContain('devices.json: it is not JSON: ')
  writeFileSync(path, ' '.repeat(1024 * 1024 + 1))
  expect((await applyTo(rig))[0]).toContain('it has 1048577 bytes; at most 1048576 are read')
  rmSync(path)
  expect((await applyTo(rig))[0]).toContain('it cannot be read: it is not there')
  expect(devicesOf(rig)).toEqual(['printer-1'])
  expect(existsSync(mark)).toBe(false)
  // Once it is right it is applied, also where it was refused before.
  write({ devices: [scanner] })
  await applyTo(rig)
  expect(devicesOf(rig)).toEqual(['scanner-1'])
  expect(readFileSync(mark, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/)
})
