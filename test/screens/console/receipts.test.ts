import { expect, test } from 'vitest'
import { runCommand } from '#cloud/value/commands.ts'
import type { ScriptedHub } from '../../cloud/scripted-hub.ts'
import { newId } from '../../cloud/value/value-hub.ts'
import { openValueShop } from '../../cloud/value/value-shop.ts'
import { keepPicture } from '../../support/pictures.ts'
import { useLoyalDesk } from './use-loyal-desk.ts'

const mongolian = { width: 1280, height: 900, language: 'Монгол' } as const

const ids = { sale: '', refund: '', dark: '' }
let seller: ScriptedHub

/** A sale of UB1 that UB2 was granted the refund of, and a refund that paid cash for points. */
const hq = useLoyalDesk(async () => {
  const shop = await openValueShop()
  const { cloud } = shop
  seller = await cloud.claimHub(1)
  const other = await cloud.claimHub(2)
  const lines = [{ productId: 1, quantity: 1000 }]
  const sale = seller.sell({ lines })
  const receipt = { id: sale.receiptId, number: 'x', originalId: null, cover: null }
  const returned = { envelope: { till: null, receipt }, payload: { v: 1, n: 1 } }
  seller.append('refund-right.returned', returned)
  const refund = seller.refund(seller.sell({ lines }))
  const { envelope, payload } = JSON.parse(refund.body)
  seller.events.pop()
  // Of the cash 5,000.00 is for points, which so have paid that much in this report.
  const [cash] = payload.settlement.tenders
  const tenders = [
    { ...cash, amount: cash.amount - 500_000, given: cash.given - 500_000 },
    { kind: 'points', amount: 500_000, given: 500_000, reference: null },
  ]
  const loyaltyRefundCash = { amount: 500_000, points: 5000 }
  seller.append('sale.refunded', {
    envelope: { ...envelope, tenders: tenders.map(({ kind, amount }) => ({ kind, amount })) },
    payload: { ...payload, settlement: { ...payload.settlement, tenders, loyaltyRefundCash } },
  })
  ids.dark = sellWithoutClock(seller)
  await seller.meet({ asked: { bootId: 'dark', uptimeMs: 1_800_000 } })
  const pushed = await seller.push()
  if (!pushed.ok) throw new Error(await pushed.text())
  await other.push()
  ids.sale = sale.receiptId
  ids.refund = refund.receiptId ?? ''
  const granted = { id: newId(), receiptId: sale.receiptId, amount: sale.priced.total }
  await cloud.group.writeHot((hot) => {
    const of = { hub: other.profile.hubId, epoch: 1 }
    runCommand(hot, { kind: 'grant-refund', ...granted, ...of }, { at: cloud.now, by: 'test' })
  })
  return shop
})

test('a granted refund that its store never used is given up on the page of its receipt', async () => {
  const desk = await hq.signIn(mongolian)
  const { page } = desk
  const grant = page.locator('[data-name=refund-grant]')
  await desk.open(`receipts/${ids.sale}`)
  await grant.getByText('UB2 · Зайсан').waitFor()
  await grant.getByText('Журнал нь бүрэн иртэл хүлээх').waitFor()
  expect(await page.locator('[data-name=give-up]').count()).toBe(0)

  await hq.shop.cloud.group.writeHot((hot) =>
    hot.prepare("UPDATE hub SET state = 'revoked' WHERE store_id = 2").run(),
  )
  await page.reload()
  await page.locator('[data-name=give-up]').click()
  await keepPicture(page, 'give-up')
  await page.locator('[data-name=reason]').fill('Төхөөрөмж шатсан')
  await page.locator('[data-name=give-up-now]').click()
  await grant.waitFor({ state: 'detached' })
  const right = page.locator('[data-name=refund-right]')
  const total = await page.locator('[data-fact=total] dd').innerText()
  expect(await right.locator('[data-fact=left] dd').innerText()).toBe(total)
  await right.locator('[data-name=changes] summary').click()
  await right.getByText('Төхөөрөмж шатсан').waitFor()
  await keepPicture(page, 'refund-right')
})

test('a refund says what it paid in cash for points', async () => {
  const desk = await hq.signIn(mongolian)
  const { page } = desk
  await desk.open(`receipts/${ids.refund}`)
  const line = page.locator('[data-name=points-in-cash]')
  await line.getByText('Оноогийн оронд бэлнээр олгосон').waitFor()
  expect((await line.innerText()).replaceAll('\u00a0', ' ')).toMatch(/5,000 оноо.*5,000/s)
  await keepPicture(page, 'receipt-points-in-cash')
})

test('HQ sets with a reason how much a refund may pay in cash for points', async () => {
  const desk = await hq.signIn(mongolian)
  const { page } = desk
  const card = page.locator('section[data-name=points-in-cash]')
  await desk.open('leases')
  await card.getByText('Унтраалттай').waitFor()
  await page.locator('[data-name=change-points-in-cash]').click()
  await page.locator('[data-name=points-in-cash-mode]').selectOption('up-to')
  await page.locator('[data-name=reason]').fill('Жижиг дүнг бэлнээр')
  expect(await page.locator('[data-name=points-in-cash-now]').isDisabled()).toBe(true)
  await page.locator('[data-name=cap]').fill('2500')
  await keepPicture(page, 'in-cash-sheet')
  await page.locator('[data-name=points-in-cash-now]').click()
  await card.locator('[data-fact=in-cash]').getByText('2,500').waitFor()
  await card.locator('[data-name=changes] summary').click()
  await card.getByText('Жижиг дүнг бэлнээр').waitFor()
  await keepPicture(card, 'in-cash')

  await page.locator('[data-name=change-points-in-cash]').click()
  await page.locator('[data-name=points-in-cash-mode]').selectOption('no-limit')
  await page.locator('[data-name=reason]').fill('Бүгдийг')
  await page.locator('[data-name=points-in-cash-now]').click()
  await card.locator('[data-fact=in-cash]').getByText('Хязгааргүй').waitFor()
  const answer = await hq.shop.cloud.request('/v1/companies/NOM')
  expect(await answer.json()).toMatchObject({ pointsInCashCap: null })
})

test('days without sales are told in words, not drawn as an empty axis', async () => {
  const desk = await hq.signIn(mongolian)
  const { page } = desk
  await desk.open('sales?period=custom&from=2026-01-01&to=2026-01-31')
  await page.locator('[data-name=no-sales]').getByText('борлуулалт байхгүй').waitFor()
  expect(await page.locator('canvas').count()).toBe(0)
  await keepPicture(page, 'no-sales')
  await desk.open('sales?period=custom&from=2026-11-01&to=2026-11-30')
  await page.locator('canvas').waitFor()
  expect(await page.locator('[data-name=no-sales]').count()).toBe(0)
})

test("a receipt of a box without clock says when it was, and what the box's clock said [B2.9]", async () => {
  const desk = await hq.signIn(mongolian)
  await desk.open(`receipts/${ids.dark}`)
  const fact = (name: string) => desk.page.locator(`[data-fact=${name}] dd`).first()
  expect(await fact('clock').innerText()).toContain('1970')
  expect(await fact('at').innerText()).toContain('15:31')
  await keepPicture(desk.page, 'receipt-clock')
})

test('HQ closes a period with a reason, late sales are posted after it, and opens it again [B2.9]', async () => {
  const { cloud } = hq.shop
  cloud.now += 86_400_000
  const desk = await hq.signIn(mongolian)
  const { page } = desk
  const card = page.locator('[data-name=closed-books]')
  await desk.open('ledger')
  await card.getByText('Хаасан өдөр алга').waitFor()
  await page.locator('[data-name=close-books]').click()
  await page.locator('[data-name=closed-to-day]').fill('2026-11-20')
  await page.locator('[data-name=reason]').fill('Сарын хаалт')
  await keepPicture(page, 'close-books')
  await page.locator('[data-name=close-books-now]').click()
  await card.locator('[data-name=closed-to]', { hasText: '2026-11-20' }).waitFor()
  await keepPicture(page, 'ledger-closed')

  seller.sell({ lines: [{ productId: 1, quantity: 1000 }], cardShare: 1 })
  await seller.push({ from: seller.events.length })
  await page.getByRole('link', { name: 'BANK-UB1' }).click()
  const [late] = await desk.rows('entries')
  expect(late?.['day']).toMatch(/^2026-11-21 2026-11-20 өдрийнх$/)
  await keepPicture(page, 'entries-closed')

  await desk.open('ledger')
  await page.locator('[data-name=reopen-books]').click()
  await page.locator('[data-name=reason]').fill('Алдаа засах')
  await keepPicture(page, 'reopen-books')
  await page.locator('[data-name=reopen-books-now]').click()
  await card.getByText('Хаасан өдөр алга').waitFor()
  await card.locator('[data-name=changes] summary').click()
  await card.getByText('Бүгдийг дахин нээсэн').waitFor()
  await keepPicture(page, 'ledger-reopened')
})

/** In the minute after its start, by its clock in 1970. */
function sellWithoutClock(hub: ScriptedHub): string {
  hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  const { envelope, payload } = JSON.parse(hub.events.pop()?.body ?? '')
  const clocks = { bootId: 'dark', uptimeMs: 60_000, at: 12_000 }
  return (
    hub.append('sale.closed', { envelope: { ...envelope, ...clocks }, payload }).receiptId ?? ''
  )
}
