import { realpath } from 'node:fs/promises'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGatewayApp } from '#gateway/app.ts'
import type { FoundPort } from '#gateway/lines/ports.ts'
import { openSerialLine } from '#gateway/lines/serial.ts'
import { respondToError } from '#hub/http.ts'
import type { Journal } from '#hub/journal/journal.ts'
import { setupRoutes } from '#hub/tills/setup-routes.ts'
import { DeviceConfig, Line } from '#shared/contracts/device.ts'
import { openSerialCable } from '#test/gateway/lines/pty.ts'
import {
  newId,
  openRig,
  openTestJournal,
  type Rig,
  secrets,
  store,
  until,
} from '#test/hub/print/rig.ts'

let journal: Journal
beforeAll(async () => {
  journal = await openTestJournal()
})
afterAll(() => journal.close())

test('a hot plug is seen on the hub, and is gone with its plug', async () => {
  await using rig = await openRig(journal)
  const ports: FoundPort[] = []
  await using _gateway = startApp(rig, ports)
  await until(() => rig.hardware().found.list()[0]?.isOnline === true)
  expect(rig.hardware().found.list()[0]?.ports).toEqual([])
  expect(rig.hardware().found.list()[0]?.printers[0]).toEqual({
    profile: 'generic-58mm',
    label: 'Any 58 mm ESC/POS printer',
    columns: 32,
    columnsB: 42,
  })
  ports.push(port('/dev/ttyUSB0'))
  await until(() => rig.hardware().found.list()[0]?.ports.length === 1)
  ports.pop()
  await until(() => rig.hardware().found.list()[0]?.ports.length === 0)
})

test('a port where a device is set up is not asked, whichever name of it is used; nor is a reserved one', async () => {
  await using rig = await openRig(journal)
  await using cable = await openSerialCable()
  const heard = await listen(cable.far)
  const ports = [port(cable.near)]
  await using gateway = startApp(rig, ports)
  const { devices, found } = rig.hardware()
  const terminal = DeviceConfig.parse({
    kind: 'reserved-line',
    device: 'line-1',
    name: 'Bank terminal',
    line: { kind: 'serial', path: cable.near },
    till: 'T1',
    use: 'payment',
  })
  await devices.put(terminal)
  const isHeld = (device: string | null) =>
    found.list()[0]?.ports.some((one) => one.kind === 'serial' && one.device === device) === true
  await until(() => isHeld('line-1'))
  const wish = { gateway: 'main', kind: 'serial', path: cable.near } as const
  await expect(found.probe(wish)).rejects.toThrow('Bank terminal is set up here')
  // A hub that forgot is no reason: the gateway keeps the rule, too, by the port itself.
  const probe = { probeId: newId(), kind: 'serial' } as const
  const path = await realpath(cable.near)
  const answer = await gateway.finder.probe({ ...probe, path, expiresAt: Date.now() + 60_000 })
  expect(answer).toMatchObject({ found: 'refused' })
  expect(answer.reason).toContain('line-1')
  expect(devices.get('line-1')?.availability?.state).toBe('online')
  expect(heard.bytes()).toBe(0)
  await devices.remove('line-1')
  await until(() => isHeld(null))
  expect((await found.probe(wish)).found).toBe('nothing')
  expect(heard.bytes()).toBeGreaterThan(0)
  heard.close()
})

test('a port that is not there and a gateway that is gone are named', async () => {
  await using rig = await openRig(journal)
  const { found } = rig.hardware()
  const wish = { gateway: 'main', kind: 'serial', path: '/dev/ttyUSB0' } as const
  await expect(found.probe(wish)).rejects.toThrow('finds no such port')
  const gateway = startApp(rig, [port('/dev/ttyUSB0')])
  await until(() => found.list()[0]?.ports.length === 1)
  await gateway[Symbol.asyncDispose]()
  await until(() => found.list()[0]?.isOnline === false)
  await expect(found.probe(wish)).rejects.toThrow('gateway main does not answer')
})

test('one file sets all devices up: what it names comes or changes, what it does not goes', async () => {
  await using rig = await openRig(journal)
  const call = routes(rig)
  const scanner = {
    kind: 'barcode-scanner',
    device: 'scanner-1',
    name: 'Scanner',
    line: { kind: 'serial', path: '/dev/ttyUSB0' },
    till: 'T1',
  }
  const second = { ...rig.printer, device: 'printer-2', tills: ['T2'] }
  const { status } = await call('PUT', '/devices', { devices: [scanner, second] })
  expect(status).toBe(200)
  const exported = await call('GET', '/devices/export')
  expect(exported.body).toMatchObject({ devices: [second, scanner] })
  expect(rig.hardware().devices.get('printer-1')).toBeNull()
  // The file of one box is taken by another, and by a hub that starts again.
  await rig.stopHub()
  await rig.startHub()
  expect(await call('PUT', '/devices', exported.body)).toEqual(exported)
})

test('a wrong file changes nothing, and says where it is wrong', async () => {
  await using rig = await openRig(journal)
  const call = routes(rig)
  const path = '/dev/ttyUSB0'
  const scanner = (device: string, line: object) => {
    return { kind: 'barcode-scanner', device, name: 'S', line, till: null }
  }
  const serial = { kind: 'serial', path }
  const wrong = [
    [[scanner('a', { ...serial, baudRate: 7 })], 'devices.0.line.baudRate'],
    [[scanner('a', serial), scanner('a', { kind: 'virtual' })], 'devices.1.device'],
    [[scanner('a', serial), scanner('b', serial)], 'devices.1.line.path'],
    [[{ ...scanner('a', serial), kind: 'robot' }], 'devices.0.kind'],
  ] as const
  for (const [devices, field] of wrong) {
    const { status, body } = await call('PUT', '/devices', { devices })
    expect([422, 409]).toContain(status)
    expect(body).toMatchObject({ errors: [{ field }] })
  }
  expect(await call('PUT', '/devices', {})).toMatchObject({ status: 422 })
  expect(
    rig
      .hardware()
      .devices.list()
      .map(({ config }) => config.device),
  ).toEqual(['printer-1'])
})

test('a scanner is tried by what it reads, and a card tells no number', async () => {
  await using rig = await openRig(journal)
  await using gateway = startApp(rig, [])
  const { devices, tests } = rig.hardware()
  const common = { name: 'R', line: { kind: 'virtual' }, till: null }
  const scanner = { ...common, kind: 'barcode-scanner', device: 'scanner-1' }
  const reader = { ...common, kind: 'card-reader', device: 'reader-1', reader: 'magstripe' }
  for (const one of [scanner, reader]) await devices.put(DeviceConfig.parse(one))
  const isOn = (device: string) => devices.get(device)?.availability?.state === 'online'
  await until(() => isOn('scanner-1') && isOn('reader-1'))
  const scanned = tests.test('scanner-1')
  gateway.app.virtualDevices.scanner('scanner-1')?.scan('4006381333931')
  expect(await scanned).toEqual({ outcome: 'done', reason: '', read: '4006381333931' })
  const shown = tests.test('reader-1')
  gateway.app.virtualDevices.cardReader('reader-1')?.show(';7001234=?')
  expect(await shown).toEqual({ outcome: 'done', reason: '' })
})

function startApp(rig: Rig, ports: readonly FoundPort[]) {
  const app = startGatewayApp({
    config: { mqttUrl: rig.url(), gateway: 'main', store, token: secrets.gatewayToken },
    clock: Date.now,
    log: { info: () => undefined, warn: () => undefined },
    finding: { lookMs: 30, listPorts: async () => ports, answerMs: 20 },
  })
  return { app, finder: app.finder, [Symbol.asyncDispose]: () => app.gateway.close() }
}

function routes(rig: Rig) {
  const app = setupRoutes(
    () => rig.hardware(),
    () => ['T1'],
  )
  app.onError(respondToError(pino({ level: 'silent' })))
  return async (method: string, path: string, body?: object) => {
    const response = await app.request(path, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    return { status: response.status, body: (await response.json()) as object }
  }
}

function port(path: string): FoundPort {
  return { kind: 'serial', path, device: path, name: 'FTDI' }
}

/** How many bytes came out at the other end of a cable. */
async function listen(path: string) {
  const line = Line.parse({ kind: 'serial', path })
  if (line.kind !== 'serial') throw new Error('unreachable')
  const far = await openSerialLine(line)
  let bytes = 0
  far.on('error', () => undefined)
  far.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length
  })
  return { bytes: () => bytes, close: () => far.destroy() }
}
