import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { newId } from '../../cloud/value/value-hub.ts'
import { keepPicture } from '../../support/pictures.ts'
import { useLoyalDesk } from './use-loyal-desk.ts'

/** HQ writes a promotion, makes coupons and gift cards, and follows one by its code. */
const hq = useLoyalDesk()
test('a promotion is written, a wrong field is named, and it stands in the list', async () => {
  const desk = await hq.signIn()
  const { page } = desk
  const named = (name: string) => page.locator(`[data-name="${name}"]`)
  await desk.open('promotions/new')
  await named('save').click()
  await page.locator('[data-error=name]').getByText('Fill this in').waitFor()
  await named('name').fill('Every third')
  await named('code').fill('third')
  await named('reward.kind').selectOption('cheapest')
  await named('save').click()
  await page.getByRole('heading', { name: 'Every third' }).waitFor()
  await desk.open('promotions?trigger=automatic')
  expect(await desk.rows('promotions')).toMatchObject([
    { name: 'Every third', code: 'THIRD', reward: '1 cheapest of 3, 100 % off' },
  ])
})

test.each([
  ['coupons', 'Given', '1'],
  ['gift-cards', 'Given', '500.00 ₮'],
])('of %s made at once one is found by its code, and cancelled', async (where, state, worth) => {
  const desk = await hq.signIn()
  const { page } = desk
  const named = (name: string) => page.locator(`[data-name="${name}"]`)
  await desk.open(where)
  await named('new-batch').click()
  await named('batch-count').fill('3')
  await named('batch-issued').selectOption('issued')
  if (where === 'gift-cards') await named('batch-amount').fill('500')
  await named('make-batch').click()
  const [batch] = await desk.rows('batches')
  expect(batch).toMatchObject({ count: '3', issued: 'given' })
  const [file] = await Promise.all([page.waitForEvent('download'), named('codes').click()])
  const csv = await readFile(await file.path(), 'utf8')
  const [code = ''] = /(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}/.exec(csv) ?? []
  // Each code with its picture, on a page of its own that the browser prints.
  const [paper] = await Promise.all([page.context().waitForEvent('page'), named('sheets').click()])
  await paper.getByText(code).waitFor()
  expect(await paper.locator('svg').count()).toBe(3)
  await keepPicture(paper, `sheet-of-${where}`)
  await paper.close()

  await named('voucher-code').fill('AAAA-AAAA-AAAA-AAAA')
  await page.keyboard.press('Enter')
  await page.getByText('Nobody knows this code').waitFor()
  await named('voucher-code').fill(code.toLowerCase())
  await page.keyboard.press('Enter')
  await page.locator('[data-fact=state]').getByText(state).waitFor()
  await page.locator('[data-figure=balance]').getByText(worth).waitFor()
  expect(page.url()).not.toContain(code)
  await named('cancel').click()
  await named('reason').fill('lost by the printer')
  await named('cancel-now').click()
  await page.locator('[data-fact=state]').getByText('Cancelled').waitFor()
  await page.getByText('Head office: lost by the printer').waitFor()
})

test('the page of a coupon says which store is selling it', async () => {
  const { cloud } = hq.shop
  const batch = newId()
  await hq.shop.post('/v1/coupon-batches', { id: batch, programme: 'SPRING', count: 1 })
  const listed = await cloud.request(`/v1/coupons?batch=${batch}`)
  const { items } = z
    .object({ items: z.array(z.object({ account: z.string() })) })
    .parse(await listed.json())
  const account = items[0]?.account ?? ''
  await cloud.group.writeHot((hot) =>
    hot
      .prepare('INSERT INTO voucher_claim (account, hub_id, receipt_id, at) VALUES (?, 1, ?, ?)')
      .run(account, newId(), cloud.now),
  )
  const desk = await hq.signIn({ width: 1280, height: 900, language: 'Монгол' })
  await desk.open(`coupons/one/${account}`)
  const claim = desk.page.locator('[data-name=claim]')
  await claim.getByText('UB1 · Төв (box 1)').waitFor()
  await keepPicture(desk.page, 'claim')
})
