import { expect, test } from 'vitest'
import { runCommand } from '#cloud/value/commands.ts'
import { newId } from '../../cloud/value/value-hub.ts'
import { openValueShop } from '../../cloud/value/value-shop.ts'
import { useLoyalDesk } from './use-loyal-desk.ts'

const pictures = process.env['KASSA_TEST_PICTURES']
const mongolian = { width: 1280, height: 900, language: 'Монгол' } as const

const ids = { sale: '' }

/** A sale of UB1 that UB2 was granted the refund of. */
const hq = useLoyalDesk(async () => {
  const shop = await openValueShop()
  const { cloud } = shop
  const seller = await cloud.claimHub(1)
  const other = await cloud.claimHub(2)
  const lines = [{ productId: 1, quantity: 1000 }]
  const sale = seller.sell({ lines })
  const receipt = { id: sale.receiptId, number: 'x', originalId: null, cover: null }
  const returned = { envelope: { till: null, receipt }, payload: { v: 1, n: 1 } }
  seller.append('refund-right.returned', returned)
  const pushed = await seller.push()
  if (!pushed.ok) throw new Error(await pushed.text())
  await other.push()
  ids.sale = sale.receiptId
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
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/give-up.png` })
  await page.locator('[data-name=reason]').fill('Төхөөрөмж шатсан')
  await page.locator('[data-name=give-up-now]').click()
  await grant.waitFor({ state: 'detached' })
  const right = page.locator('[data-name=refund-right]')
  const total = await page.locator('[data-fact=total] dd').innerText()
  expect(await right.locator('[data-fact=left] dd').innerText()).toBe(total)
  await right.locator('[data-name=changes] summary').click()
  await right.getByText('Төхөөрөмж шатсан').waitFor()
  if (pictures !== undefined) {
    await page.screenshot({ path: `${pictures}/refund-right.png`, fullPage: true })
  }
})
