import { expect, test } from 'vitest'
import type { Problem } from '#shared/contracts/problem.ts'
import { Cashier, HubStatus, PairAnswer } from '#shared/contracts/till.ts'
import { ADMIN_TOKEN, ALL_RIGHTS, addEmployee, newId, openTestHub } from './open-hub.ts'

const detail = (body: unknown) => (body as Problem).detail
const codeOf = (body: unknown) => (body as { code: string }).code

test('a till is paired by a code that works once', async () => {
  await using shop = await openTestHub()
  const { body } = await shop.call('POST', '/pairing-codes', {}, ADMIN_TOKEN)
  const wish = { code: codeOf(body), name: 'first' }
  const answers = await Promise.all([
    shop.call('POST', '/pair', wish),
    shop.call('POST', '/pair', wish),
  ])
  const paired = answers.find(({ status }) => status === 200)
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 403])
  expect(PairAnswer.parse(paired?.body)).toMatchObject({ till: 'T1', store: 'Төв салбар' })
})

test('a code ends after ten minutes, and after ten wrong ones', async () => {
  await using shop = await openTestHub()
  const fresh = async () =>
    codeOf((await shop.call('POST', '/pairing-codes', {}, ADMIN_TOKEN)).body)
  const old = await fresh()
  shop.later(10 * 60_000)
  expect((await shop.call('POST', '/pair', { code: old, name: 'x' })).status).toBe(403)
  const good = await fresh()
  for (let i = 0; i < 10; i += 1) await shop.call('POST', '/pair', { code: 'WRONGWRN', name: 'x' })
  expect((await shop.call('POST', '/pair', { code: good, name: 'x' })).status).toBe(403)
})

test('codes are given out under the admin token only, and a till without token gets nothing', async () => {
  await using shop = await openTestHub()
  expect((await shop.call('POST', '/pairing-codes', {})).status).toBe(401)
  expect((await shop.call('POST', '/pairing-codes', {}, 'wrong')).status).toBe(401)
  expect((await shop.call('GET', '/status')).status).toBe(401)
  expect((await shop.call('GET', '/products?text=a', undefined, 'wrong')).status).toBe(401)
  expect((await shop.call('GET', '/devices')).status).toBe(401)
  expect((await shop.call('GET', '/print-jobs?device=printer-1')).status).toBe(401)
})

test('a replaced till keeps its code and counter, and its old token is dead', async () => {
  await using shop = await openTestHub()
  const old = await shop.pair()
  const { body } = await shop.call('POST', '/pairing-codes', { till: 'T1' }, ADMIN_TOKEN)
  const next = PairAnswer.parse(
    (await shop.call('POST', '/pair', { code: codeOf(body), name: 'new box' })).body,
  )
  expect(next.till).toBe('T1')
  expect((await shop.call('GET', '/status', undefined, old)).status).toBe(401)
  expect((await shop.call('GET', '/status', undefined, next.token)).status).toBe(200)
})

test('a cashier signs in by PIN, with the rights HQ gave', async () => {
  await using shop = await openTestHub()
  const token = await shop.pair()
  addEmployee(shop.feed, { id: 5, rights: ['sale', 'refund'], pin: '2468' })
  expect((await shop.call('GET', '/employees', undefined, token)).body).toEqual([
    { id: 5, name: 'Бат 5' },
  ])
  const wrong = await shop.call('POST', '/sign-in', { employeeId: 5, pin: '1111' }, token)
  expect(wrong.status).toBe(403)
  expect(detail(wrong.body)).toContain('4 tries left')
  const right = await shop.call('POST', '/sign-in', { employeeId: 5, pin: '2468' }, token)
  expect(Cashier.parse(right.body)).toEqual({ id: 5, name: 'Бат 5', rights: ['sale', 'refund'] })
  const status = HubStatus.parse((await shop.call('GET', '/status', undefined, token)).body)
  expect(status).toMatchObject({ till: 'T1', cashier: { id: 5 }, currency: 'MNT', unsent: 0 })
  await shop.call('DELETE', '/sign-in', undefined, token)
  const after = HubStatus.parse((await shop.call('GET', '/status', undefined, token)).body)
  expect(after.cashier).toBeNull()
})

test('five wrong PINs lock the name for five minutes, also when tried at once', async () => {
  await using shop = await openTestHub()
  const token = await shop.pair()
  addEmployee(shop.feed, { id: 5, rights: ALL_RIGHTS, pin: '2468' })
  const signIn = (pin: string) => shop.call('POST', '/sign-in', { employeeId: 5, pin }, token)
  const wrong = await Promise.all(Array.from({ length: 8 }, () => signIn('0000')))
  expect(wrong.filter(({ body }) => detail(body).includes('locked')).length).toBeGreaterThanOrEqual(
    4,
  )
  const locked = await signIn('2468')
  expect(locked.status).toBe(403)
  expect(detail(locked.body)).toContain('locked for 5 minutes')
  shop.later(5 * 60_000 + 1)
  expect((await signIn('2468')).status).toBe(200)
})

test('a right taken away at HQ is gone at the next request', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  addEmployee(shop.feed, { id: 101, rights: ['sale'], pin: '4321' })
  const answer = await till.call('POST', '/drawer', { id: newId() })
  expect(answer.status).toBe(403)
  shop.feed.put({
    employees: [{ id: 101, storeId: null, name: 'x', pin: 'x', rights: '[]', active: false }],
  })
  const status = HubStatus.parse((await till.call('GET', '/status')).body)
  expect(status.cashier).toBeNull()
})

test('a hub that is not claimed says so to everyone and sells nothing', async () => {
  await using shop = await openTestHub({ claimed: false })
  expect((await shop.call('GET', '/health')).body).toMatchObject({
    selling: false,
    reason: 'This hub is not claimed yet: it waits for the cloud.',
  })
  const status = await shop.call('GET', '/status', undefined, 'any')
  expect(status.status).toBe(503)
  expect(detail(status.body)).toContain('not claimed yet')
  const code = await shop.call('POST', '/pairing-codes', {}, ADMIN_TOKEN)
  expect(code.status).toBe(503)
})

test('a request that does not parse names the field, the value and what is wrong', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const answer = await till.call('POST', '/quotes', {
    lines: [{ id: 'a', productId: 1, quantity: 0.5 }],
  })
  expect(answer.status).toBe(422)
  expect(answer.body).toMatchObject({
    type: '/problems/invalid',
    errors: [{ field: 'lines.0.quantity', value: '0.5' }],
  })
  const broken = await shop.hub.app.request('/v1/quotes', {
    method: 'POST',
    headers: { authorization: `Bearer ${till.token}`, 'content-type': 'application/json' },
    body: '{"lines":',
  })
  expect(broken.status).toBe(400)
  expect(broken.headers.get('content-type')).toBe('application/problem+json')
})

test('a body that is too long, or hides its length, is not read', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  for (const header of [{ 'content-length': '1048577' }, { 'transfer-encoding': 'chunked' }]) {
    const answer = await shop.hub.app.request('/v1/quotes', {
      method: 'POST',
      headers: { authorization: `Bearer ${till.token}`, ...header },
      body: '{}',
    })
    expect(answer.status).toBe(413)
  }
})
