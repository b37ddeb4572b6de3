import { expect, test } from 'vitest'
import { useLoyalDesk } from './use-loyal-desk.ts'

/** HQ sets a programme of points and tries it out before a store does. */
const hq = useLoyalDesk()

test('a wrong rule is named at its field, a right one changes what the dry run says', async () => {
  const desk = await hq.signIn()
  const { page } = desk
  const named = (name: string) => page.locator(`[data-name="${name}"]`)
  await desk.open('programmes')
  await page.getByRole('link', { name: 'Ном оноо' }).click()
  await named('earning.total.points').fill('')
  await named('save').click()
  await page.locator('[data-error="earning.total.points"]').getByText('Fill this in').waitFor()
  await named('earning.total.points').fill('2')
  await named('earning.percent').uncheck()
  await named('save').click()
  await page.getByText('Saved.').waitFor()

  await page.locator('[data-tab=items]').click()
  await named('edit-P3').click()
  await named('item-price').fill('1000')
  await named('save-item').click()
  await expect.poll(async () => (await desk.rows('items'))[0]?.['per']).toBe('full 1,000.00 ₮')

  await page.locator('[data-tab=try]').click()
  for (const [words, code] of [
    ['лгэр', 'P3'],
    ['элэг', 'P2'],
  ] as const) {
    await named('try-product').fill(words)
    await page.locator(`[data-pick=${code}]`).click()
  }
  await named('try-member').fill('99112233')
  await page.locator('[data-pick=M7]').click()
  const [total, item] = await desk.rows('steps')
  // 17,999 of a book: 17 whole thousands × 2, and × 7 by its price; the present earns nothing.
  expect(total).toMatchObject({ rule: 'TOTAL', points: '34' })
  expect(total?.['why']).toContain('999.00 ₮ is left over')
  expect(item).toMatchObject({ rule: 'TALES', line: 'Үлгэр', points: '119' })
  await page
    .getByText('Not by the conditions, or it loads a card: =Бэлэг', { exact: false })
    .waitFor()
  await page.locator('[data-figure=earns]').getByText('153').waitFor()
})
