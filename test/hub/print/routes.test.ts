import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { startGatewayApp } from '#gateway/app.ts'
import { textOf } from '#gateway/virtual/paper.ts'
import { bitsToPng } from '#gateway/virtual/png.ts'
import { createRouter, respondToError } from '#hub/http.ts'
import type { Journal } from '#hub/journal/journal.ts'
import { printRoutes } from '#hub/print/routes.ts'
import { deviceRoutes } from '#hub/tills/device-routes.ts'
import { DeviceConfig } from '#shared/contracts/device.ts'
import { PrintDocument } from '#shared/contracts/print.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { makeProfile } from './papers.ts'
import { openRig, openTestJournal, type Rig, secrets, store, until } from './rig.ts'

/** What a technician asks of the printers over HTTP, with a gateway and its virtual paper behind it. */

let journal: Journal
beforeAll(async () => {
  journal = await openTestJournal()
})
afterAll(() => journal.close())

test('the code-page test is ordered, read, and its number kept for that printer', async () => {
  await using rig = await openRig(journal)
  const device = DeviceConfig.parse({ ...rig.printer, profile: 'epson-tm-t20iii' })
  await rig.hardware().devices.put(device)
  await using shop = open(rig)
  const asked = await shop.call('POST', '/devices/printer-1/code-page-test')
  expect(asked.status).toBe(202)
  await shop.hasState(jobIdOf(asked.body), 'done')
  const lines = shop.paper().split('\n')
  expect(lines.some((line) => line.includes('Ө ө Ү ү Ж я = rk1048'))).toBe(true)
  // A TM-T20III has KZ-1048 at 53: only there the first sample reads as it should.
  const readable = lines.flatMap((line) => /(\d+) ӨөҮүЖя/.exec(line)?.[1] ?? [])
  expect(readable).toEqual(['53'])

  const kept = await shop.call('PUT', '/devices/printer-1/code-pages', { rk1048: 53, cp866: 17 })
  expect(kept.body).toMatchObject({ device: 'printer-1', codePages: { rk1048: 53, cp866: 17 } })
  await rig.stopHub()
  await rig.startHub()
  expect((await shop.call('GET', '/devices')).body).toMatchObject([
    { config: { codePages: { rk1048: 53, cp866: 17 } } },
  ])
  const wrong = await shop.call('PUT', '/devices/printer-1/code-pages', { rk1048: 256 })
  expect([wrong.status, JSON.stringify(wrong.body)]).toEqual([
    422,
    expect.stringContaining('rk1048'),
  ])
})

test('a logo stands at the head of receipts, and one that is no small PNG is refused by its name', async () => {
  await using rig = await openRig(journal)
  await using shop = open(rig)
  const png = bitsToPng(8, 40, new Uint8Array(8 * 40).fill(0x55)).toString('base64')
  const path = '/devices/printer-1'
  expect((await shop.call('PUT', path, { ...rig.printer, logo: png })).status).toBe(200)
  await rig.printState(await rig.sell(), 'done')
  const [first, ...rest] = shop
    .paper()
    .split('\n')
    .filter((line) => line.trim() !== '')
  expect(first).toMatch(/^\[picture 64x40/)
  expect(rest.join('\n')).toContain('UB1-T1-1-000042-7Q')
  for (const [logo, words] of [
    ['R0lGODlhAQABAAAAACw=', 'must be a PNG in base64'],
    [png.slice(0, 40) + 'A'.repeat(43_700), 'at most 32 KiB'],
  ]) {
    const refused = await shop.call('PUT', path, { ...rig.printer, logo })
    expect(refused.status).toBe(422)
    expect(Problem.parse(refused.body).errors?.[0]?.field).toBe('logo')
    expect(JSON.stringify(refused.body)).toContain(words)
  }
})

test('prints of a device are listed with their state, and a report is printed again', async () => {
  await using rig = await openRig(journal)
  await using shop = open(rig)
  const receiptId = await rig.sell()
  await rig.printState(receiptId, 'done')
  const { prints } = rig.hardware()
  const report = PrintDocument.parse({ language: 'en', title: 'Takings', blocks: [] })
  const job = await prints.printDocument('T1', report)
  await shop.hasState(job?.id ?? '', 'done')
  await prints.printRaw(Buffer.from('made elsewhere\n'), undefined)
  await until(() => shop.paper().includes('made elsewhere'))
  const listed = () => jobsOf(shop.call, 'printer-1')
  await until(() => prints.queued('T1') === 0)
  const [raw, document, receipt] = await listed()
  if (raw === undefined || document === undefined || receipt === undefined)
    throw new Error('three prints were made')
  expect([raw.kind, document.kind, receipt.kind]).toEqual(['raw', 'document', 'receipt'])
  expect(receipt).toMatchObject({ refId: receiptId, state: 'done', till: 'T1', duplicate: false })
  expect(Object.keys(receipt)).not.toContain('document')

  const again = await shop.call('POST', `/print-jobs/${document.id}/reprint`)
  expect(again.status).toBe(202)
  await shop.hasState(jobIdOf(again.body), 'done')
  expect(shop.paper()).toContain('DUPLICATE')
  const rawAgain = await shop.call('POST', `/print-jobs/${raw.id}/reprint`)
  await shop.hasState(jobIdOf(rawAgain.body), 'done')
  expect(shop.paper().match(/made elsewhere/g)).toHaveLength(2)
  const refused = await shop.call('POST', `/print-jobs/${receipt.id}/reprint`)
  expect([refused.status, Problem.parse(refused.body).detail]).toEqual([
    422,
    expect.stringContaining('/v1/receipts/{id}/reprint'),
  ])
  expect((await shop.call('POST', '/print-jobs/none/reprint')).status).toBe(404)
  expect((await shop.call('GET', '/print-jobs?device=none')).status).toBe(404)
})

test('what became of a device is read over HTTP, and its prints are moved to another', async () => {
  await using rig = await openRig(journal)
  await rig
    .hardware()
    .devices.put({ ...rig.printer, device: 'printer-2', tills: ['T2'] } as DeviceConfig)
  const receiptId = await rig.sell()
  const call = caller(rig)
  const reason = 'cover open'
  rig.hardware().devices.heardAvailability('printer-1', { state: 'offline', session: '', reason })
  const history = await call('GET', '/devices/printer-1/history')
  expect(history.body).toEqual([{ at: expect.any(Number), state: 'offline', reason }])
  expect((await call('GET', '/devices/none/history')).status).toBe(404)
  const moved = await call('POST', '/devices/printer-1/redirect', { to: 'printer-2' })
  expect([moved.status, moved.body]).toEqual([200, { moved: 1, duplicates: 0 }])
  const [job] = await jobsOf(call, 'printer-2')
  expect(job).toMatchObject({ refId: receiptId, state: 'queued' })
  const refused = await call('POST', '/devices/printer-1/redirect', { to: 'printer-1' })
  expect([refused.status, Problem.parse(refused.body).detail]).toEqual([
    422,
    expect.stringContaining('same printer'),
  ])
  const unnamed = await call('POST', '/devices/printer-1/redirect', {})
  expect([unnamed.status, Problem.parse(unnamed.body).errors?.[0]?.field]).toEqual([422, 'to'])
})

const jobIdOf = (body: unknown) => z.object({ jobId: z.string() }).parse(body).jobId
const Jobs = z.array(z.looseObject({ id: z.string(), kind: z.string() }))

async function jobsOf(call: ReturnType<typeof caller>, device: string) {
  return Jobs.parse((await call('GET', `/print-jobs?device=${device}`)).body)
}

function caller(rig: Rig) {
  const { devices, prints } = lazily(rig)
  const app = createRouter()
  app.onError(respondToError(pino({ level: 'silent' })))
  app.route('/v1', deviceRoutes(devices, { redirect: (...of) => prints().redirect(...of) }))
  app.route('/v1', printRoutes({ devices, queue: prints, profile: () => makeProfile('en') }))
  return async (method: string, path: string, body?: object) => {
    const answer = await app.request(`/v1${path}`, {
      method,
      ...(body && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    })
    const told: unknown = await answer.json()
    return { status: answer.status, body: told }
  }
}

const lazily = (rig: Rig) => ({
  devices: () => rig.hardware().devices,
  prints: () => rig.hardware().prints,
})

function open(rig: Rig) {
  const app = startGatewayApp({
    config: { mqttUrl: rig.url(), gateway: 'main', store, token: secrets.gatewayToken },
    clock: Date.now,
    log: { info: () => undefined, warn: () => undefined },
    printerTimes: { watchMs: 20, waitMs: 20, pollMs: 50, reconnectMinMs: 20, answerMs: 300 },
  })
  return {
    call: caller(rig),
    paper: () =>
      (app.virtualDevices.printer('printer-1')?.receipts() ?? []).flatMap(textOf).join('\n'),
    async hasState(jobId: string, state: string) {
      const find = () =>
        rig
          .hardware()
          .prints.jobsOf('printer-1')
          .find(({ id }) => id === jobId)
      await until(
        () => find()?.state === state,
        () => `${state}, not ${JSON.stringify(find())}`,
      )
    },
    [Symbol.asyncDispose]: () => app.gateway.close(),
  }
}
