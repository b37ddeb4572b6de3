import { expect, test } from 'vitest'
import { ParkedBasket } from '#shared/contracts/till.ts'
import { newId, one, openTestHub } from './open-hub.ts'

test('a basket parked at one till is taken out at another', async () => {
  await using shop = await openTestHub()
  const [a, b] = [await shop.openTill(), await shop.openTill()]
  const id = newId()
  const basket = { lines: [one(1, 2000)] }
  expect((await a.call('PUT', `/parked-baskets/${id}`, { name: 'Дорж', basket })).status).toBe(200)
  const list = (await b.call('GET', '/parked-baskets')).body as unknown[]
  expect(list).toMatchObject([{ id, name: 'Дорж', till: 'T1', total: 2000_00 }])
  const taken = await b.call('DELETE', `/parked-baskets/${id}`)
  expect(ParkedBasket.parse(taken.body).basket.lines).toMatchObject([
    { productId: 1, quantity: 2000 },
  ])
  expect((await a.call('GET', '/parked-baskets')).body).toEqual([])
  expect(shop.heard.filter(({ kind }) => kind === 'parked.changed')).toHaveLength(2)
})

test('of two tills that take one basket at once, one gets it', async () => {
  await using shop = await openTestHub()
  const [a, b] = [await shop.openTill(), await shop.openTill()]
  const id = newId()
  await a.call('PUT', `/parked-baskets/${id}`, { name: '', basket: { lines: [one(1)] } })
  const answers = await Promise.all(
    [a, b].map((till) => till.call('DELETE', `/parked-baskets/${id}`)),
  )
  expect(answers.map(({ status }) => status).toSorted((x, y) => x - y)).toEqual([200, 404])
})
