import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { createVirtualLines } from '#gateway/lines/virtual.ts'
import { createVirtualDevices } from '#gateway/virtual/devices.ts'
import { startDevicePage } from '#gateway/virtual/page.ts'
import type { RollView } from '#gateway/virtual/roll-view.ts'
import { devicePageTexts } from '#shared/texts/device-page.ts'
import { startRunningTime } from '#test/support/running-time.ts'
import { until } from '../printer/bench.ts'
import { receipts } from '../printer/receipts.ts'
import { startDemoPage } from './demo-page.ts'

const job = { document: receipts.mn, duplicate: false, openDrawer: true, expiresAt: null }

test('the page lists every device with its health, virtual or not', async () => {
  await using demo = await startDemoPage(null)
  await until(() => demo.printers.get('printer-1')?.health().availability === 'online')
  const list = await get<{ devices: unknown }>(demo.page.url, '/devices')
  expect(list).toMatchObject({ store: 'UB1', gateway: 'main' })
  expect(list.devices).toMatchObject([
    { device: 'printer-1', availability: 'online', paper: 'ok', virtual: { power: 'on' } },
    { device: 'printer-2', virtual: { power: 'on' } },
    { device: 'scanner-1', line: 'virtual', detail: 'T1', virtual: null },
    { device: 'kitchen', line: '10.0.0.77:9100', availability: 'offline', virtual: null },
  ])
})

test('the paper roll is what was printed, as text and as pictures', async () => {
  await using demo = await startDemoPage(null)
  await demo.printers.get('printer-1')?.print(job, () => undefined)
  const roll = await get<RollView>(demo.page.url, '/devices/printer-1/roll')
  expect(roll).toMatchObject({ columns: 48, warnings: [], drawer: [{ pin: 2, onMs: 50 }] })
  const [receipt] = roll.receipts
  expect(receipt?.isCut).toBe(true)
  expect(receipt?.lines).toContain('Өвгөн Жэк «Үлгэр»')
  const pictures = receipt?.items.filter((item) => item.kind === 'picture')
  expect(pictures).toMatchObject([
    { source: expect.stringMatching(/^data:image\/svg/), heightDots: 80, text: '4006381333931' },
    { source: expect.stringMatching(/^data:image\/svg/), text: '' },
  ])
})

test('its switches act on the printer as hands would', async () => {
  await using demo = await startDemoPage(null)
  const { url } = demo.page
  const printer = demo.printers.get('printer-1')
  const states: readonly [string, object][] = [
    ['paper-out', { paper: 'out' }],
    ['paper-in', { paper: 'ok' }],
    ['paper-low', { paper: 'low' }],
    ['cover-open', { cover: 'open' }],
    ['cover-close', { cover: 'closed' }],
    ['silent', { silent: true }],
    ['unplug', { cable: 'out' }],
    ['half', { answers: 'half' }],
    ['garbage', { answers: 'garbage' }],
    ['online', { silent: false, power: 'on', cable: 'in', answers: 'good' }],
    ['run-out-byte', { paper: 'low' }],
    ['paper-in', { paper: 'ok' }],
    ['drawer-close', { drawer: 'closed' }],
    ['offline', { power: 'off' }],
  ]
  for (const [action, state] of states) {
    const answer = await fetch(`${url}/devices/printer-1/${action}`, { method: 'POST' })
    expect(await answer.json()).toMatchObject(state)
  }
  await until(() => printer?.health().availability === 'offline')
  const waiting = printer?.print(job, () => undefined)
  await fetch(`${url}/devices/printer-1/online`, { method: 'POST' })
  expect((await waiting)?.outcome).toBe('done')
})

test('a code typed on the page comes out of the scanner as a scanner sends it', async () => {
  await using demo = await startDemoPage(null)
  for (const data of ['4006381333931', '96385074', 'A-17/b']) {
    const answer = await send(demo.page.url, 'POST', '/devices/scanner-1/scan', { data })
    expect(await answer.json()).toEqual({ heard: true })
  }
  await until(() => demo.scanned.join('').split('\r').length === 4)
  expect(demo.scanned.join('')).toBe(']E04006381333931\r]E496385074\r]C0A-17/b\r')
})

test('the link switch of the one-box start is shown and moved', async () => {
  let cut = false
  const box = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => {
      cut = JSON.parse(chunk.toString('utf8')).cut
    })
    request.on('end', () => response.end(JSON.stringify({ cut })))
  })
  await new Promise<void>((resolve) => box.listen(0, '127.0.0.1', resolve))
  const address = box.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  await using demo = await startDemoPage(`http://127.0.0.1:${port}/link`)
  expect(await get(demo.page.url, '/link')).toEqual({ cut: false, isThere: true })
  const answer = await send(demo.page.url, 'PUT', '/link', { cut: true })
  expect(await answer.json()).toEqual({ cut: true })
  expect(cut).toBe(true)
  box.closeAllConnections()
  await new Promise((resolve) => box.close(resolve))
  expect(await get(demo.page.url, '/link')).toEqual({ cut: null, isThere: true })
})

test('without a link switch the page says so and does not offer one', async () => {
  await using demo = await startDemoPage(null)
  expect(await get(demo.page.url, '/link')).toEqual({ cut: null, isThere: false })
  const answer = await send(demo.page.url, 'PUT', '/link', { cut: true })
  expect(answer.status).toBe(404)
  expect(await answer.json()).toMatchObject({ detail: expect.stringContaining('KASSA_LINK_URL') })
})

test('wrong requests are answered with a problem that says what is wrong', async () => {
  await using demo = await startDemoPage(null)
  const { url } = demo.page
  const unknown = await fetch(`${url}/devices/printer-1/explode`, { method: 'POST' })
  expect(unknown.status).toBe(422)
  expect(unknown.headers.get('content-type')).toContain('application/problem+json')
  expect((await fetch(`${url}/devices/nowhere/roll`)).status).toBe(404)
  expect((await send(url, 'POST', '/devices/scanner-1/scan', { data: '' })).status).toBe(422)
  const large = await send(url, 'POST', '/devices/scanner-1/scan', { data: 'x'.repeat(5000) })
  expect(large.status).toBe(413)
})

test('another website cannot move the devices', async () => {
  await using demo = await startDemoPage(null)
  const answer = await fetch(`${demo.page.url}/devices/printer-1/paper-out`, {
    method: 'POST',
    headers: { origin: 'https://evil.example' },
  })
  expect(answer.status).toBe(403)
  const own = await fetch(`${demo.page.url}/devices/printer-1/paper-out`, {
    method: 'POST',
    headers: { origin: demo.page.url },
  })
  expect(own.status).toBe(200)
})

test('open pages hear of a change at once', async () => {
  await using demo = await startDemoPage(null)
  const stream = await fetch(`${demo.page.url}/events`)
  const reader = stream.body?.getReader()
  await reader?.read()
  const heard = reader?.read()
  using running = startRunningTime()
  await demo.printers.get('printer-1')?.print(job, () => undefined)
  await heard
  expect(running.ms()).toBeLessThan(1000)
  await reader?.cancel()
})

test('a port in use is an error that the program can name', async () => {
  await using demo = await startDemoPage(null)
  const port = Number(new URL(demo.page.url).port)
  const virtualDevices = createVirtualDevices({ lines: createVirtualLines(), clock: () => 0 })
  const again = startDevicePage({
    host: '127.0.0.1',
    port,
    store: 'UB1',
    gateway: 'main',
    devices: () => [],
    virtualDevices,
    link: null,
  })
  await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

test('every text of the page is there in English and Mongolian', () => {
  for (const [key, text] of Object.entries(devicePageTexts)) {
    expect([key, text.en.length > 0, text.mn.length > 0]).toEqual([key, true, true])
  }
})

async function get<T>(url: string, path: string): Promise<T> {
  return (await fetch(`${url}${path}`)).json() as Promise<T>
}

function send(url: string, method: string, path: string, body: unknown): Promise<Response> {
  return fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}
