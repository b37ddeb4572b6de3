import { expect, test } from 'vitest'
import { z } from 'zod'
import { expectRebuilt } from './rebuilt.ts'
import { newId } from './value-hub.ts'
import { openValueShop, type ValueShop } from './value-shop.ts'

const Problem = z.looseObject({ detail: z.string() })
const Page = z.object({ items: z.array(z.looseObject({})), next: z.string().nullable() })

test('a credit is in the balance, in its movement and in the books of the company, each once', async () => {
  await using shop = await openValueShop()
  const asked = { id: newId(), amount: 250_000, reason: 'late delivery' }
  const path = '/v1/value-accounts/CREDIT:7/credits'
  const Given = z.looseObject({ appliedSeq: z.int() })
  const first = Given.parse(await (await shop.post(path, asked)).json())
  expect(first).toMatchObject({ account: 'CREDIT:7', amount: 250_000, balance: 250_000 })
  expect(await (await shop.post(path, asked)).json()).toEqual(first)
  expect(await shop.account()).toMatchObject({ balance: 250_000, free: 250_000, owed: 0 })
  expect(await balances(shop)).toEqual({ 'STORE-CREDIT': -250_000, 'VALUE-CORRECTIONS': 250_000 })
  const { items } = await shop.cloud.get('/v1/value-accounts/CREDIT:7/movements', Page)
  expect(items).toMatchObject([
    {
      kind: 'issue',
      amount: 250_000,
      event: null,
      command: { kind: 'credit', reason: 'late delivery' },
    },
  ])
  // The posting leads back to the command.
  const [posted] = shop.rows('SELECT applied_seq, command_seq FROM ledger_transaction')
  expect(posted).toEqual([null, first.appliedSeq])
})

test('an id that was used for something else is refused, whatever the route', async () => {
  await using shop = await openValueShop()
  const id = newId()
  const path = '/v1/value-accounts/CREDIT:7'
  await shop.post(`${path}/credits`, { id, amount: 100, reason: 'x' })
  for (const [route, body] of [
    ['credits', { id, amount: 101, reason: 'x' }],
    ['credits', { id, amount: 100, reason: 'another' }],
    ['corrections', { id, amount: 100, reason: 'x' }],
    ['freeze', { id, reason: 'x' }],
  ] as const) {
    expect((await shop.post(`${path}/${route}`, body)).status).toBe(409)
  }
  expect(
    (await shop.post('/v1/value-accounts/CREDIT:8/credits', { id, amount: 100, reason: 'x' }))
      .status,
  ).toBe(409)
  expect(await shop.account()).toMatchObject({ balance: 100, frozen: false })
})

test('a correction takes no more than there is, and the books follow it down', async () => {
  await using shop = await openValueShop()
  await shop.credit(1000)
  const path = '/v1/value-accounts/CREDIT:7/corrections'
  const refused = await shop.post(path, { id: newId(), amount: -1001, reason: 'typo' })
  expect(refused.status).toBe(409)
  expect(await refused.json()).toMatchObject({ reason: 'would-owe', free: 1000 })
  expect((await shop.post(path, { id: newId(), amount: -400, reason: 'typo' })).status).toBe(200)
  expect(await shop.account()).toMatchObject({ balance: 600 })
  expect(await balances(shop)).toEqual({ 'STORE-CREDIT': -600, 'VALUE-CORRECTIONS': 600 })
  await expectRebuilt(shop)
})

test('a freeze is answered the same when it is said again, and lifted by its opposite', async () => {
  await using shop = await openValueShop()
  await shop.credit(1000)
  const [freeze, thaw] = [
    { id: newId(), reason: 'stolen' },
    { id: newId(), reason: 'found' },
  ]
  const path = '/v1/value-accounts/CREDIT:7'
  const frozen = await (await shop.post(`${path}/freeze`, freeze)).json()
  expect(frozen).toMatchObject({ frozen: true, exposure: { leased: 0, worstStore: 0, byHub: [] } })
  await shop.post(`${path}/unfreeze`, thaw)
  expect(await (await shop.post(`${path}/freeze`, freeze)).json()).toEqual(frozen)
  expect(await shop.account()).toMatchObject({ frozen: false })
})

test('accounts are of a programme and a member of the group, and nobody else reads them', async () => {
  await using shop = await openValueShop()
  const { cloud } = shop
  for (const id of ['CREDIT:99', 'POINTS:7']) {
    expect((await cloud.request(`/v1/value-accounts/${id}`)).status).toBe(404)
    const given = { id: newId(), amount: 5, reason: 'x' }
    expect((await shop.post(`/v1/value-accounts/${id}/credits`, given)).status).toBe(404)
  }
  const other = await cloud.newGroup('other')
  const seen = await cloud.request('/v1/value-accounts/CREDIT:7', { key: other.adminKey })
  expect(seen.status).toBe(404)
  const hub = await cloud.claimHub(1)
  const asHub = { key: hub.profile.token }
  expect((await cloud.request('/v1/value-accounts/CREDIT:7', asHub)).status).toBe(403)
  await shop.credit(5, 'CREDIT:8')
  await shop.credit(6)
  const page = await cloud.get('/v1/value-accounts?programme=CREDIT&limit=1', Page)
  expect(page.items).toMatchObject([{ id: 'CREDIT:8', memberName: 'Дорж', balance: 5 }])
  const rest = await cloud.get(`/v1/value-accounts?limit=1&after=${page.next}`, Page)
  expect(rest).toMatchObject({ items: [{ id: 'CREDIT:7', balance: 6 }], next: null })
  const ofMember = await cloud.get('/v1/value-accounts?memberId=7&frozen=false', Page)
  expect(ofMember.items).toMatchObject([{ id: 'CREDIT:7' }])
})

test('a programme is opened once; store credit counts the currency of its company', async () => {
  await using shop = await openValueShop()
  const asked = { code: 'CREDIT', name: 'Store credit', companyId: 1, kind: 'store-credit' }
  const again = await shop.post('/v1/programmes', asked)
  expect(await again.json()).toMatchObject({ id: 1, unit: 'credit:MNT', offline: 'leased' })
  const other = await shop.post('/v1/programmes', { ...asked, companyId: 2 })
  expect(other.status).toBe(409)
  expect(Problem.parse(await other.json()).detail).toContain('CREDIT')
  const { items } = await shop.cloud.get('/v1/programmes', Page)
  expect(items).toMatchObject([{ code: 'CREDIT', kind: 'store-credit', companyId: 1 }])
})

async function balances(shop: ValueShop): Promise<Record<string, number>> {
  const rows = shop.rows(`SELECT a.code, sum(p.amount) FROM posting p
    JOIN ledger_account a ON a.id = p.account_id GROUP BY a.code ORDER BY a.code`)
  const days = shop.rows(`SELECT a.code, sum(d.debit - d.credit) FROM account_day d
    JOIN ledger_account a ON a.id = d.account_id GROUP BY a.code ORDER BY a.code`)
  expect(days).toEqual(rows)
  return Object.fromEntries(rows)
}
