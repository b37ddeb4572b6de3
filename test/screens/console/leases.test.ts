import { expect, test } from 'vitest'
import { saveOfflineTries } from '#cloud/value/offline-tries.ts'
import type { ValueShop } from '../../cloud/value/value-shop.ts'
import { sellVouchers } from '../../cloud/vouchers/voucher-sale.ts'
import { keepPicture } from '../../support/pictures.ts'
import { openLoyalShop, send } from './loyal-shop.ts'
import { useLoyalDesk } from './use-loyal-desk.ts'

/** HQ looks at what stores hold, and declares lost what ended unheard. */
const hq = useLoyalDesk(async () => {
  // The lease of a thousand seconds ended long enough ago, and those of a week.
  const shop = await openLoyalShop(Date.now() - 8 * 86_400_000)
  await buryBox(shop)
  shop.cloud.now = Date.now()
  return shop
})

test('a lease that ended unheard is forfeited with a reason, and stands in the risk account', async () => {
  const desk = await hq.signIn()
  const { page } = desk
  await desk.open('leases')
  expect(await desk.rows('leases-by-store')).toMatchObject([
    { store: 'UB1 · Төв', open: '1' },
    { store: 'UB2 · Зайсан', open: '2' },
  ])
  await page.getByRole('link', { name: 'UB1 · Төв' }).click()
  expect(await desk.rows('exposure')).toMatchObject([
    { kind: 'Store credit', left: '3,800.00 ₮', ended: '3,800.00 ₮' },
  ])
  await page.locator('[data-name=forfeit-L1]').click()
  await page.locator('[data-name=reason]').fill('the box burned')
  await page.locator('[data-name=forfeit-now]').click()
  await page.getByText('Forfeited').first().waitFor()
  await expect.poll(async () => (await desk.rows('exposure'))[0]?.['forfeited']).toBe('3,800.00 ₮')
  expect((await hq.shop.account()).free).toBe(780_000)
  await desk.open('leases')
  expect((await desk.rows('risk')).length).toBeGreaterThan(0)
})

test('coupons that a dead box gave are counted, and released to their holders for one reason', async () => {
  const desk = await hq.signIn({ width: 1280, height: 900, language: 'Монгол' })
  const { page } = desk
  await desk.open('leases')
  expect(await desk.rows('waiting')).toMatchObject([
    {
      store: 'UB2 · Зайсан box 2, хүчингүй',
      programme: 'Хаврын купон',
      leases: '2',
      left: '2',
      face: '10,000.00 ₮',
      ready: '2',
    },
  ])
  await keepPicture(page, 'waiting')
  await page.locator('[data-name=release-SPRING]').click()
  expect(await page.locator('[data-name=release-now]').isDisabled()).toBe(true)
  await page.locator('[data-name=reason]').fill('Төхөөрөмж шатсан')
  await keepPicture(page, 'release')
  await page.locator('[data-name=release-now]').click()
  await page.getByText('Үлдсэн зүйл алга.').waitFor()
  for (const account of born) expect((await hq.shop.account(account)).free).toBe(1)
})

test('of what stores were asked for without internet the page says how much they served', async () => {
  const of = { businessOn: '2099-01-01', programme: 'CREDIT' }
  await hq.shop.cloud.group.writeHot((hot) =>
    saveOfflineTries(hot, 1, [
      { ...of, outcome: 'paid', tries: 7 },
      { ...of, outcome: 'offline', tries: 2 },
      { ...of, outcome: 'pin-wrong', tries: 1 },
    ]),
  )
  const desk = await hq.signIn()
  await desk.open('leases')
  expect(await desk.rows('coverage')).toMatchObject([
    {
      store: 'UB1 · Төв',
      programme: 'CREDIT',
      tried: '10',
      paid: '7',
      share: '70 %',
      refused: 'not leased: 2 · wrong PIN: 1',
    },
  ])
  await keepPicture(desk.page, 'leases')
})

test('what the company owes is carried forward, equal to the ledger, and told by its age', async () => {
  const desk = await hq.signIn()
  await desk.open('liability?period=custom&from=2026-01-01&to=2030-12-31')
  const totals = await desk.rows('totals')
  const credit = totals.find((row) => row['programme']?.endsWith('CREDIT'))
  expect(credit).toMatchObject({ issued: '9,000.00 ₮', closing: '7,800.00 ₮' })
  const ledger = await desk.rows('liability-ledger')
  expect(new Set(ledger.map((row) => row['equal']))).toEqual(new Set(['● Equal']))
  await desk.open('liability?part=ages')
  const [month] = await desk.rows('months')
  expect(month).toMatchObject({ units: '7,800.00 ₮', money: '7,800.00 ₮' })
})

test('what stores may do unheard is set with a reason, and the page says what that risks', async () => {
  const desk = await hq.signIn()
  const { page } = desk
  const named = (name: string) => page.locator(`[data-name="${name}"]`)
  await desk.open('leases')
  await named('lease-policy').getByText('100,000.00 ₮, or 10,000,000 points').waitFor()
  await named('change-lease-policy').click()
  await named('cap').fill('')
  await page.locator('[data-error=cap]').getByText('Fill this in').waitFor()
  await named('cap').fill('0')
  await page.locator('[data-error=cap]').waitFor()
  await named('cap').fill('3000')
  await page.getByText('In units of the programme: 3,000.00 ₮, or 300,000 points').waitFor()
  await named('reason').fill('boxes are stolen there')
  await named('lease-policy-now').click()
  await page.locator('[data-fact=cap]').getByText('3,000.00 ₮, or 300,000 points').waitFor()

  await named('trust-refund').getByText('Off').waitFor()
  await named('change-trust').click()
  for (const [limit, amount] of [
    ['memberHub', '500'],
    ['hubDay', '900'],
    ['companyDay', '1200'],
  ] as const) {
    await named(`refund.${limit}`).fill(amount)
  }
  await named('reason').fill('the line is often cut')
  await named('trust-now').click()
  await named('trust-exposure-refund')
    .getByText('900.00 ₮, that is 900.00 ₮ for each hub (1)')
    .waitFor()
  await named('trust').locator('[data-name=changes] summary').click()
  await named('trust').getByText('the line is often cut').waitFor()
})

const born = ['SPRING:a', 'SPRING:b']

/** A box of UB2 that gave two coupons for the next order, and was revoked. */
async function buryBox(shop: ValueShop): Promise<void> {
  const coupon = { promotionId: 1, faceValue: 500_000 }
  await send(shop, 'PATCH', '/v1/programmes/SPRING', { coupon })
  const box = await shop.cloud.claimHub(2)
  for (const [n, account] of born.entries()) {
    const load = { account, kind: 'load', lease: `B${n}`, rule: 'promotion:9' } as const
    const code = `0123-4567-89AB-CDE${n}`
    const issued = { account, code, programme: 'SPRING', promotionId: 1, endsAt: null }
    sellVouchers(box, [load], { issued: [issued] })
  }
  const pushed = await box.push()
  if (!pushed.ok) throw new Error(await pushed.text())
  await send(shop, 'POST', `/v1/hubs/${box.profile.hubId}/revoke`, {})
}
