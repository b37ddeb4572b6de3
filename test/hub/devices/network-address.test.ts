import { randomInt } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGatewayApp } from '#gateway/app.ts'
import { createVirtualPrinter } from '#gateway/virtual/printer.ts'
import { startTcpPrinter } from '#gateway/virtual/tcp-printer.ts'
import { respondToError } from '#hub/http.ts'
import type { Journal } from '#hub/journal/journal.ts'
import { setupRoutes } from '#hub/tills/setup-routes.ts'
import { DeviceConfig } from '#shared/contracts/device.ts'
import { newId, openRig, openTestJournal, secrets, store, until } from '#test/hub/print/rig.ts'

let journal: Journal
beforeAll(async () => {
  journal = await openTestJournal()
})
afterAll(() => journal.close())

test('an address is asked by the gateway that is named, and never where something is set up', async () => {
  await using rig = await openRig(journal)
  const gateway = startGatewayApp({
    config: { mqttUrl: rig.url(), gateway: 'main', store, token: secrets.gatewayToken },
    clock: Date.now,
    log: { info: () => undefined, warn: () => undefined },
    finding: { lookMs: 30, listPorts: async () => [], answerMs: 500 },
  })
  const app = setupRoutes(
    () => rig.hardware(),
    () => [],
  )
  app.onError(respondToError(pino({ level: 'silent' })))
  const { devices, found } = rig.hardware()
  const host = `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(2, 255)}`
  const wish = { gateway: 'main', kind: 'tcp', host }

  expect(await ask(wish)).toMatchObject({ status: 404, body: { errors: [{ field: 'gateway' }] } })
  await until(() => found.list()[0]?.isOnline === true)
  expect(await ask({ ...wish, host: 'shop.example' })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'host', message: 'must be an IP address, as 192.168.1.50' }] },
  })
  const printer = createVirtualPrinter({ maker: 'epson', columns: 48, clock: Date.now })
  const server = await startTcpPrinter({ printer, host, port: 9100 })
  const line = { kind: 'tcp', host, port: 9100 }
  expect(await ask(wish)).toMatchObject({ status: 200, body: { found: 'receipt-printer', line } })

  // What is written as a name at the hub is the same address to the gateway.
  await setUp('reserved-line', { kind: 'tcp', host: 'localhost', port: 20_007 })
  const other = { probeId: newId(), expiresAt: Date.now() + 60_000, port: 9100 }
  const local = { ...other, kind: 'tcp', host: '127.0.0.1' } as const
  await until(() => devices.get('line-1')?.availability?.state === 'online')
  expect((await gateway.finder.probe(local)).reason).toContain('device line-1 is set up here')
  await setUp('reserved-line', { kind: 'tcp', host, port: 20_007 })
  expect(await ask({ ...wish, port: 9100 })).toMatchObject({
    status: 409,
    body: { errors: [{ field: 'host', message: 'Line 1 is set up here: it is not asked' }] },
  })
  // Beside a device another may hang on the same box.
  await setUp('barcode-scanner', line)
  expect(await ask(wish)).toMatchObject({ status: 409 })
  expect(await ask({ ...wish, port: 9100 })).toMatchObject({ status: 409 })
  const beside = await ask({ ...wish, port: 9101 })
  expect(beside.body).toMatchObject({
    found: 'refused',
    reason: 'port 9101: refused: is it switched on and is the port right?',
  })
  await gateway.gateway.close()
  await server.close()

  async function ask(body: object) {
    const response = await app.request('/found-devices/probe', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    })
    return { status: response.status, body: (await response.json()) as object }
  }

  async function setUp(kind: string, at: object) {
    const common = { kind, device: 'line-1', name: 'Line 1', line: at, till: null }
    await devices.put(DeviceConfig.parse({ ...common, use: 'payment' }))
  }
})
