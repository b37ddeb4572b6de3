import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { ScriptedSale } from '../../cloud/scripted-hub.ts'
import { openTestCloud, type TestCloud } from '../../cloud/test-cloud.ts'
import { type Browser, openBrowser } from '../../support/browser.ts'
import { keepPicture } from '../../support/pictures.ts'
import { type Desk, signIn } from './desk.ts'

const shiftId = '0193aaaa-0000-7000-8000-00000000ffff'

/** HQ's quarantine page against a real cloud that hubs have sent poison to. */
let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
}, 60_000)
afterEach(async () => {
  await browser.closeDevices()
})
afterAll(async () => {
  await browser[Symbol.asyncDispose]()
})

test('HQ sees what is in quarantine, which stores stand still and what was lost, until it is put right', async () => {
  await using cloud = await openTestCloud()
  await poison(cloud)
  const hub = await cloud.claimHub(2)
  const words = 'The journal was damaged: 812 events kept, 3 lost (a page is torn).'
  hub.append('hub.noted', { payload: { v: 1, note: 'journal-salvaged', words } })
  hub.append('cash.moved', { payload: { v: 1, amount: 1, reason: '' }, envelope: { at: -1 } })
  await hub.push()
  const desk = await atDesk(cloud)
  await desk.open('hubs')
  const [stopped, salvaged, held] = (await desk.rows('alarms')).map((row) => row['what'])
  expect(stopped).toContain('Nothing more of hub 2 is taken: event 2: at: ')
  expect(salvaged).toContain(words)
  expect(held).toContain('2 not settled')
  await keepPicture(desk.page, 'alarms')

  cloud.now += 60_000
  await cloud.request('/v1/hubs/2/resume', { method: 'POST' })
  await desk.page.reload()
  const [resumed] = await desk.rows('alarms')
  expect(resumed?.['what']).toContain('settled ')
  expect(resumed?.['todo']).toBe('–')
  await keepPicture(desk.page, 'alarms-settled')

  cloud.setFreeBytes(100 * 1024 * 1024)
  // The room is read anew four times a second.
  const newest = async () => {
    await desk.page.reload()
    return (await desk.rows('alarms'))[0]
  }
  await expect
    .poll(async () => (await newest())?.['what'])
    .toContain('The disk of the cloud is nearly full')
  expect((await newest())?.['todo']).toContain('Have room made on it')
  await keepPicture(desk.page, 'alarms-disk')
}, 60_000)

test('HQ sees why, corrects the payload, and what waited is let go', async () => {
  await using cloud = await openTestCloud()
  const { total } = await poison(cloud)
  const desk = await atDesk(cloud)
  await desk.open('quarantine')
  const list = await desk.rows('quarantine')
  expect(list.map((row) => row['event'])).toEqual(['Sale', 'Refund'])
  expect(list[0]?.['reason']).toContain(`priced.total (${total + 1})`)
  expect(list[1]?.['reason']).toContain('waits for event 1')
  expect(await desk.rows('incomplete-shifts')).toMatchObject([
    { store: 'UB1', mark: expect.stringContaining('Incomplete: 1 parked') },
  ])
  await keepPicture(desk.page, 'quarantine-list')

  await desk.page.getByRole('link', { name: 'Sale', exact: true }).click()
  const [fault] = await desk.rows('faults')
  expect(fault).toMatchObject({ field: 'priced.total', value: String(total + 1) })
  const payload = desk.page.locator('[data-name=payload]')
  await desk.page.locator('[data-name=go-to-line]').click()
  expect(await selectedText(desk)).toBe(`"total": ${total + 1}`)
  await keepPicture(desk.page, 'quarantine-event')

  // Still wrong: the answer names field, value and what to do, and the text stays.
  const text = await payload.inputValue()
  await payload.fill(text.replace(`"total": ${total + 1}`, '"total": -5'))
  await desk.page.locator('[data-name=repair]').click()
  const alert = desk.page.getByRole('alert')
  await alert.getByText('payload.priced.total (-5)', { exact: false }).waitFor()
  expect(await alert.innerText()).toContain('send the repair again')
  await payload.fill('{"v": 1')
  await desk.page.locator('[data-name=repair]').click()
  await alert.getByText('This is not JSON', { exact: false }).waitFor()
  await keepPicture(desk.page, 'quarantine-refused')

  await payload.fill(text.replace(`"total": ${total + 1}`, `"total": ${total}`))
  await desk.page.locator('[data-name=repair]').click()
  const released = desk.page.locator('[data-name=released] li')
  await released.first().waitFor()
  expect(await released.allInnerTexts()).toEqual(['Sale · 1', 'Refund · 2'])
  await keepPicture(desk.page, 'quarantine-released')
  await desk.open('quarantine')
  await desk.page.getByText('Nothing is in quarantine.').waitFor()
  expect(await desk.page.locator('[data-name=incomplete-shifts]').count()).toBe(0)
}, 60_000)

test('HQ reads when a box without a clock sold it, and what its clock said [B2.9]', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const { body } = hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  const { envelope, payload } = JSON.parse(body)
  hub.forkAfter(0)
  payload.priced.total += 1
  const time = { at: 12_000, bootId: 'b', uptimeMs: 600_000 }
  hub.append('sale.closed', { envelope: { ...envelope, ...time }, payload })
  await hub.push()
  const desk = await atDesk(cloud)
  await desk.open('quarantine/1')
  const fact = (key: string) => desk.page.locator(`[data-fact=${key}] dd`).innerText()
  expect(await fact('clock')).toContain('never compared')

  // An hour after the sale the box meets the cloud, where it is four in the afternoon.
  const met = await hub.meet({ asked: { bootId: 'b', uptimeMs: 4_200_000 } })
  if (met.outcome !== 'go') throw new Error(met.outcome)
  const heard = { method: 'PUT', key: hub.profile.token, json: { epoch: 1, session: met.session } }
  expect((await cloud.request('/v1/journal/session', heard)).status).toBe(200)
  await desk.page.reload()
  await desk.page.getByText('The hub’s clock said').waitFor()
  expect([await fact('at'), await fact('clock')]).toEqual(['2026-11-20 15:00', '1970-01-01 07:00'])
  await keepPicture(desk.page, 'quarantine-clock')
}, 60_000)

test('who waits has no editor; in Mongolian as in English', async () => {
  await using cloud = await openTestCloud()
  await poison(cloud)
  const desk = await atDesk(cloud, 'Монгол')
  await desk.open('quarantine/2')
  await desk.page.getByText('waits for event 1', { exact: false }).waitFor()
  expect(await desk.page.locator('[data-name=repair]').count()).toBe(0)
  await desk.open('quarantine/1')
  await desk.page.getByRole('button', { name: 'Энэ агуулгаар засах' }).waitFor()
  await desk.page.locator('[data-name=try-again]').click()
  const alert = desk.page.getByRole('alert')
  await alert.getByText('cannot be read as it is', { exact: false }).waitFor()
}, 60_000)

test('HQ accepts a sale whose id another one took, and dismisses another, with a reason', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const { body } = hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  const { envelope, payload } = JSON.parse(body)
  for (const till of ['T8', 'T9']) {
    hub.append('sale.closed', { envelope: { ...envelope, till }, payload })
  }
  expect((await hub.push()).status).toBe(200)
  const desk = await atDesk(cloud)
  await desk.open('quarantine/2')
  const accept = desk.page.locator('[data-name=accept]')
  await accept.waitFor()
  expect(await accept.isDisabled(), 'without a reason').toBe(true)
  await desk.page.locator('[data-name=reason-given]').fill('two customers')
  await keepPicture(desk.page, 'quarantine-settle')
  await accept.click()
  await desk.page.getByText('Accepted beside the other one', { exact: false }).waitFor()
  await desk.open('quarantine/3')
  await desk.page.locator('[data-name=reason-given]').fill('a trial')
  await desk.page.locator('[data-name=dismiss]').click()
  await desk.page.getByText(': a trial', { exact: false }).waitFor()
  await keepPicture(desk.page, 'quarantine-dismissed')
}, 60_000)

async function atDesk(cloud: TestCloud, language: 'English' | 'Монгол' = 'English') {
  const { url } = await cloud.serve()
  return await signIn(browser, url, cloud.adminKey, { language })
}

/** A sale with a wrong total, in a shift that was closed, and a refund of it. */
async function poison(cloud: TestCloud): Promise<{ readonly total: number }> {
  const hub = await cloud.claimHub(1)
  const sale: ScriptedSale = hub.sell({ lines: [{ productId: 1, quantity: 2000 }] })
  const { envelope, payload } = JSON.parse(sale.body)
  const { total } = sale.priced
  hub.forkAfter(0)
  payload.priced.total += 1
  hub.append('sale.closed', { envelope: { ...envelope, shiftId }, payload })
  hub.refund(sale)
  const sums = { openingCash: 0, countedCash: 0, expectedCash: 0, difference: 0 }
  const counts = { receipts: 1, refunds: 1, tenders: [] }
  hub.append('shift.closed', {
    envelope: { shiftId },
    payload: { v: 1, openedAt: 1, ...sums, ...counts },
  })
  const answer = await hub.push()
  expect(answer.status).toBe(200)
  return { total }
}

async function selectedText({ page }: Desk): Promise<string> {
  const script = `(() => {
    const area = document.querySelector('[data-name=payload]')
    return area.value.slice(area.selectionStart, area.selectionEnd).trim()
  })()`
  return await page.evaluate<string>(script)
}
