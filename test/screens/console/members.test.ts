import { expect, test } from 'vitest'
import { saveTries } from '#cloud/pins/store.ts'
import { useLoyalDesk } from './use-loyal-desk.ts'

/** HQ's pages of loyalty against a real cloud to which a store has sold. */
const hq = useLoyalDesk()
const worth = { points: 1, amount: 100 }

test('a member is found by phone, card and name; the account says who may spend what of it', async () => {
  const desk = await hq.signIn()
  const { page } = desk
  for (const text of ['9911 2233', 'C-701', 'сараа', 'M7']) {
    await desk.open(`members?text=${encodeURIComponent(text)}`)
    expect(await desk.rows('members')).toMatchObject([{ name: 'Сараа' }])
  }
  await page.getByRole('link', { name: 'Сараа' }).click()
  await page.locator('[data-name=cards]').getByText('C-700').waitFor()
  const accounts = await desk.rows('accounts')
  expect(accounts.map((row) => row['balance'])).toEqual(['7,800.00 ₮', '1,200'])

  await page.getByRole('link', { name: 'Store credit' }).click()
  const [lease] = await desk.rows('leases')
  expect(lease).toMatchObject({ store: 'UB1', granted: '5,000.00 ₮', left: '3,800.00 ₮' })
  const [spent] = await desk.rows('movements')
  expect(spent).toMatchObject({ kind: 'Spent', amount: '−1,200.00 ₮', by: 'Sale' })
  await page.locator('[data-name=movements] a').click()
  await page.locator('[data-name=lines]').waitFor()
})

test("an affiliate partner's code is on the member's page, and says when it is no longer good", async () => {
  const { cloud } = hq.shop
  const affiliate = async (json: object): Promise<void> => {
    expect((await cloud.request('/v1/members/M7', { method: 'PUT', json })).status).toBe(200)
  }
  const desk = await hq.signIn()
  const fact = desk.page.locator('[data-fact=affiliate]')
  await affiliate({ affiliateCode: 'SARA' })
  await desk.open('members/M7')
  await fact.getByText('SARA', { exact: true }).waitFor()
  await affiliate({ affiliateActive: false })
  await desk.page.reload()
  await fact.getByText('SARA · switched off').waitFor()
})

test('a freeze tells beforehand what stores can still give; a correction needs a reason', async () => {
  const desk = await hq.signIn()
  const { page } = desk
  await desk.open('members/M7/CREDIT:7')
  await page.locator('[data-name=freeze]').click()
  const said = page.locator('[data-name=freeze-exposure]')
  await said.getByText('can still give 3,800.00 ₮').waitFor()
  await page.locator('[data-name=reason]').fill('card reported stolen')
  await page.locator('[data-name=freeze-now]').click()
  await page.locator('[data-name=frozen]').waitFor()
  expect((await hq.shop.account()).frozen).toBe(true)

  await page.locator('[data-name=correct]').click()
  const correct = page.locator('[data-name=correct-now]')
  await page.locator('[data-name=correct-amount]').fill('0')
  await page.getByText('a number that is not 0').waitFor()
  await page.locator('[data-name=correct-amount]').fill('-8000')
  expect(await correct.isDisabled(), 'without a reason').toBe(true)
  await page.locator('[data-name=reason]').fill('counted twice')
  await correct.click()
  await page.getByRole('alert').waitFor()
  await page.locator('[data-name=correct-amount]').fill('-800')
  await correct.click()
  await page.locator('[data-figure=balance]').getByText('7,000.00 ₮').waitFor()
  await page.getByText('Head office: counted twice').waitFor()
  await page.locator('[data-name=freeze]').click()
  await page.locator('[data-name=reason]').fill('found')
  await page.locator('[data-name=unfreeze-now]').click()
  await expect.poll(async () => await page.locator('[data-name=frozen]').count()).toBe(0)
})

test('a PIN is set by the member, locked by wrong ones, and unlocked with a reason', async () => {
  const { cloud } = hq.shop
  const asking = { as: 'tender', pin: true, ruleId: 'PAY', by: { kind: 'rate', worth } }
  await cloud.request('/v1/programmes/POINTS', { method: 'PATCH', json: { paying: asking } })
  const desk = await hq.signIn()
  const { page } = desk
  const named = (name: string) => page.locator(`[data-name="${name}"]`)
  await desk.open('members/M7')
  await page.getByText('It is wanted by: Ном оноо').waitFor()
  await named('pin-set').click()
  await page.locator('input[data-name=pin]').fill('12')
  await page.locator('[data-error=pin]').getByText('4 to 8 digits').waitFor()
  await page.locator('input[data-name=pin]').fill('1234')
  await named('pin-again').fill('1235')
  await page.locator('[data-error=pin-again]').getByText('not the same').waitFor()
  await named('pin-again').fill('1234')
  await named('reason').fill('new card')
  await named('pin-set-now').click()
  await page.locator('[data-error=pin]').getByText('anybody would try it first').waitFor()
  await page.locator('input[data-name=pin]').fill('4826')
  await named('pin-again').fill('4826')
  await named('pin-set-now').click()
  await page.locator('[data-fact=pin-state]').getByText(/Set/).waitFor()

  const tried = { memberId: 7, hubId: 1, version: 1, tries: 5, wrong: 5 }
  await cloud.group.writeHot((hot) => {
    saveTries(hot, { ...tried, lockedUntil: cloud.now + 900_000, at: cloud.now })
  })
  await page.reload()
  await page.locator('[data-fact=pin-state]').getByText('Locked until').waitFor()
  await page.locator('[data-fact=pin-wrong]').getByText('UB1: 5').waitFor()
  await named('pin-unlock').click()
  await named('reason').fill('she showed her passport')
  await named('pin-unlock-now').click()
  await page.locator('[data-fact=pin-state]').getByText(/Set/).waitFor()
  await named('changes').locator('summary').click()
  await named('changes').getByText('Unlocked: she showed her passport').waitFor()
  await named('pin-remove').click()
  await named('reason').fill('asked for it')
  await named('pin-remove-now').click()
  await page.locator('[data-fact=pin-state]').getByText('Not set').waitFor()
})
