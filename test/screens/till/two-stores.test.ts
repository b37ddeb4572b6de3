import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { TillMember } from '#shared/contracts/till.ts'
import { TillVoucher } from '#shared/contracts/voucher.ts'
import { accountOfPlace } from '#shared/value/movement.ts'
import { openSecondStore } from '../../flows/second-store.ts'
import { openBrowser, scanWithWedge, screenHost, typeByHand } from '../../support/browser.ts'
import { keepPicture } from '../../support/pictures.ts'
import { type OpenTill, openShop, type Shop, until } from '../../support/shop.ts'
import { newId } from '../../support/till-client.ts'
import { type LoyaltyAtHq, OPENING_POINTS, setUpLoyalty } from './loyalty-at-hq.ts'
import { amountOf, field } from './screen-shop.ts'

/** For each step: a day has many, and a busy machine makes some of them slow. */
const STEP_MS = 60_000
const TRIES = 20

test('a day in two stores with the line cut at noon: points, coupons and gift cards end as they moved', async () => {
  await using shop = await openShop()
  const hq = await setUpLoyalty(shop)
  await using second = await openSecondStore(shop, 'UB2')
  await using browser = await openBrowser()
  const here = await shop.openTill('till of the office')
  const there = second.till
  const [coupon, another] = hq.coupons
  const [card] = hq.giftCards
  if (coupon === undefined || another === undefined || card === undefined)
    throw new Error('no codes')
  for (const till of [here, there]) {
    await until('the vouchers are in the store', () => voucherAt(till, card.code), 30_000)
    await until('the member is in the store', () => pointsAt(till, hq), 30_000)
  }
  const home = (await browser.openDevice({ allowFailedRequests: true })).page
  const away = (await browser.openDevice({ allowFailedRequests: true })).page
  for (const page of [home, away]) page.setDefaultTimeout(STEP_MS)
  const { manager } = shop.credentials.pins
  await openDay(home, shop.hubUrl, await shop.pairingCode(), await who(here, manager))
  await openDay(away, second.url, await second.pairingCode(), await who(there, manager))

  // Morning: a gift card is sold, which is no sale of goods, and the member pays with points.
  await scanWithWedge(home, hq.giftBarcode)
  await field(home, 'load-code').waitFor()
  await scanWithWedge(home, card.code)
  await payRest(home)
  await loadMember(home, hq)
  await scanWithWedge(home, hq.book.barcode)
  await home.locator('.line').first().waitFor()
  await keepPicture(home, 'member')
  const paidInPoints = await payPairs(home, hq.pin)
  await payRest(home)
  await sent(here)
  // Who pays with points here gets a part of them leased; what is bound to this store, wholly.
  for (const account of [hq.points, card.account, coupon.account]) {
    await until(
      `${account} is leased`,
      async () => (await booksOf(hq, account)).leases.length > 0,
      30_000,
    )
  }

  await until(
    'the other store has heard of the card',
    async () => {
      const voucher = await voucherAt(there, card.code)
      return voucher.kind === 'gift-card' && voucher.balance === 50_000_00
    },
    60_000,
  )

  // Noon: both stores are alone. At home everything goes on.
  shop.link.setCut(true)
  second.setCut(true)
  for (const page of [home, away]) {
    await field(page, 'link')
      .getByText(/Offline since/)
      .waitFor()
  }
  await loadMember(home, hq)
  await scanWithWedge(home, hq.book.barcode)
  await home.locator('.line').first().waitFor()
  await scanWithWedge(home, coupon.code)
  await field(home, 'coupon').waitFor()
  await payPairs(home, hq.pin)
  await payCard(home, card.code, '3000')
  await keepPicture(home, 'payment')
  await payRest(home)
  await keepPicture(home, 'after')
  await scanWithWedge(home, hq.book.barcode)
  await home.locator('.line').first().waitFor()
  await scanWithWedge(home, coupon.code)
  await home.getByText('It was used before.').waitFor()
  await payRest(home)

  // The other store cannot spend what is set aside at home: it says so, and sells for money.
  await loadMember(away, hq)
  await scanWithWedge(away, hq.book.barcode)
  await away.locator('.line').first().waitFor()
  await away.keyboard.press('F3')
  await field(away, 'amount').waitFor()
  await scanWithWedge(away, card.code)
  await field(away, 'gift-balance').waitFor()
  await field(away, 'hindrance').first().waitFor()
  await keepPicture(away, 'away')
  await away.keyboard.press('Escape')
  await payRest(away)

  // A receipt of the morning comes back at home: its points, too.
  const [, morning] = (
    await here.client.call(Receipts, 'GET', '/receipts?limit=50')
  ).items.toReversed()
  const refund = { id: newId(), shiftId: here.shiftId, receiptId: morning?.id, reason: 'x' }
  await here.client.call(z.unknown(), 'POST', '/refunds', refund)

  // Evening: the line is back, and every account is the sum of its movements everywhere.
  shop.link.setCut(false)
  second.setCut(false)
  for (const till of [here, there]) await sent(till)
  expect(paidInPoints).toBeGreaterThan(0)
  for (const account of [hq.points, card.account, coupon.account, another.account]) {
    const { balance } = await booksOf(hq, account)
    expect(await sumOfMovements(hq, account), account).toBe(balance)
  }
  const points = await booksOf(hq, hq.points)
  const giftCard = await booksOf(hq, card.account)
  expect(giftCard.balance).toBe(50_000_00 - 3_000_00)
  for (const till of [here, there]) {
    await until(
      'the store shows what the books say',
      async () => {
        const voucher = await voucherAt(till, card.code)
        const shown = voucher.kind === 'gift-card' && voucher.balance === giftCard.balance
        const used = await voucherAt(till, coupon.code)
        const isUsed = used.kind === 'coupon' && used.state === 'used'
        return shown && isUsed && (await pointsAt(till, hq)) === points.balance
      },
      60_000,
    )
  }
  expect(points.balance).toBeLessThan(OPENING_POINTS)
  const owed = await trialBalance(shop, hq)
  expect(owed['POINTS']).toBe(points.balance * 100)
  expect(owed['GIFT-CARDS']).toBe(giftCard.balance)
}, 300_000)

const Receipts = z.object({ items: z.array(z.object({ id: z.string() })) })
const Books = z.object({ balance: z.int(), leases: z.array(z.looseObject({})) })

async function booksOf({ ask }: LoyaltyAtHq, account: string): Promise<z.infer<typeof Books>> {
  return Books.parse(await ask('GET', `/v1/value-accounts/${account}`))
}

async function sumOfMovements({ ask }: LoyaltyAtHq, account: string): Promise<number> {
  const Page = z.object({
    items: z.array(z.object({ from: z.string(), to: z.string(), amount: z.int() })),
    next: z.null(),
  })
  const { items } = Page.parse(
    await ask('GET', `/v1/value-accounts/${account}/movements?limit=200`),
  )
  const isHolders = (place: string) => accountOfPlace(place) === account
  let sum = 0
  for (const { from, to, amount } of items) {
    if (isHolders(to)) sum += amount
    if (isHolders(from)) sum -= amount
  }
  return sum
}

async function trialBalance(
  shop: Shop,
  { companyId }: LoyaltyAtHq,
): Promise<Record<string, number>> {
  const Trial = z.object({
    accounts: z.array(z.looseObject({ code: z.string(), closingCredit: z.int() })),
  })
  const { accounts } = Trial.parse(
    await (await shop.cloud(`/v1/trial-balance?companyId=${companyId}`)).json(),
  )
  return Object.fromEntries(accounts.map(({ code, closingCredit }) => [code, closingCredit]))
}

const voucherAt = ({ client }: OpenTill, code: string) =>
  client.call(TillVoucher, 'GET', `/vouchers?code=${code}`)

async function pointsAt({ client }: OpenTill, { card }: LoyaltyAtHq): Promise<number | undefined> {
  const { accounts } = await client.call(TillMember, 'GET', `/members?card=${card}`)
  return accounts.find(({ code }) => code === 'BODY')?.balance
}

const sent = ({ client }: OpenTill) =>
  until('everything is sent', async () => (await client.status()).unsent === 0, 60_000)

const who = async ({ client }: OpenTill, pin: string) => ({
  name: (await client.status()).cashier?.name ?? '',
  pin,
})

async function openDay(
  page: Page,
  url: string,
  code: string,
  { name, pin }: { readonly name: string; readonly pin: string },
): Promise<void> {
  await page.goto(`http://${screenHost}:${new URL(url).port}/`)
  await field(page, 'pairing-code').waitFor()
  await typeByHand(page, code)
  await page.keyboard.press('Enter')
  await page.getByText('Хэн борлуулах вэ?').waitFor()
  await page.getByRole('button', { name: 'EN', exact: true }).click()
  await page.getByRole('option', { name }).click()
  await typeByHand(page, pin)
  await page.keyboard.press('Enter')
  await field(page, 'counted-cash').waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.no-lines').waitFor()
}

async function loadMember(page: Page, { card }: LoyaltyAtHq): Promise<void> {
  await page.keyboard.press('F6')
  await typeByHand(page, card)
  await page.keyboard.press('Enter')
  await field(page, 'account').first().waitFor()
  await page.keyboard.press('Enter')
  await field(page, 'member-strip').waitFor()
}

/** F12 in the payment: the PIN, then the pairs; the proposed ones are taken. */
async function payPairs(page: Page, pin: string): Promise<number> {
  await page.keyboard.press('F3')
  // It stands there once the basket was priced with the member's points.
  await field(page, 'offer').first().waitFor()
  await page.keyboard.press('F12')
  await field(page, 'pin-done').waitFor()
  await typeByHand(page, pin)
  await page.keyboard.press('Enter')
  await field(page, 'pair').first().waitFor()
  const paid = field(page, 'points-paid')
  const refused = page.locator('dialog.points [role="alert"]')
  for (let tries = 0; tries < TRIES; tries += 1) {
    // In the dialog, whose refusal goes when it is tried again.
    await field(page, 'points-take').press('Enter')
    await paid.or(refused).first().waitFor()
    if (await paid.isVisible()) break
    // The cloud was too busy to answer in its time: the cashier is told so, and tries again.
    expect(await refused.innerText()).toMatch(/did not answer|again/)
  }
  return Number(/\d+/.exec(await amountOf(page, 'points-paid'))?.[0])
}

async function payCard(page: Page, code: string, amount: string): Promise<void> {
  await scanWithWedge(page, code)
  await field(page, 'gift-balance').waitFor()
  await typeByHand(page, amount)
  await page.keyboard.press('Enter')
  await field(page, 'gift-balance').waitFor({ state: 'detached' })
}

/** Cash for what is left, and back to the empty basket. */
async function payRest(page: Page): Promise<void> {
  await page.locator('.line').first().waitFor()
  await page.locator('.due-words[aria-busy="false"]').waitFor()
  if (!(await field(page, 'amount').isVisible())) await page.keyboard.press('F3')
  await field(page, 'amount').waitFor()
  await page.keyboard.press('F2')
  await page.keyboard.press('Enter')
  await page.locator('.pay-figure.settled').waitFor()
  await page.keyboard.press('F3')
  await field(page, 'saved').waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.no-lines').waitFor()
}
