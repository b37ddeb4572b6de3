import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { startTillDesk, type TillDesk } from '#hub/mqtt/till-desk.ts'
import { Quote } from '#shared/contracts/basket.ts'
import type { Problem } from '#shared/contracts/problem.ts'
import { Receipt, Saved } from '#shared/contracts/till.ts'
import { topics } from '#shared/contracts/topics.ts'
import { cloudHeader, headHeader } from '#shared/contracts/witness.ts'
import { brokerKind, openTestBroker, type TestBroker } from '#test/support/broker.ts'
import { type MqttTill, openMqttTill } from '#test/support/mqtt-till.ts'
import { ADMIN_TOKEN, newId, one, openTestHub, type TestHub, type TestTill } from '../open-hub.ts'

const store = 'UB1'
const basket = { lines: [one(1)] }
let shop: TestHub
let broker: TestBroker
let desk: TillDesk
let till: TestTill
let mqtt: MqttTill
/** Others, paired before the broker starts. */
let others: Record<'poor' | 'other' | 'old' | 'busy', TestTill>
/** Answers only when it is let go. */
let held: Promise<void> | null = null
/** The desk's clock, where a slow machine must not matter. */
let stoodStillAt: number | null = null
/** How often the hub itself was asked over MQTT. */
let asked = 0

beforeAll(async () => {
  shop = await openTestHub()
  const { hub } = shop
  const secrets = { hubPassword: 'hub', gatewayToken: 'g', secret: 's', isTill: hub.tills.hasToken }
  const log = { warn: () => undefined, error: () => undefined }
  till = await shop.openTill()
  others = {
    poor: await shop.openTill({ rights: [] }),
    other: await shop.openTill(),
    old: await shop.openTill(),
    busy: await shop.openTill(),
  }
  broker = await openTestBroker({
    store: () => store,
    secrets: () => secrets,
    users: () => ({ devices: [], gateways: [], tills: pairedTills() }),
  })
  mqtt = await openMqttTill({ url: broker.url, store, till: till.code, token: till.token })
  desk = startTillDesk({
    store,
    mqtt: { url: broker.url, username: 'hub', password: 'hub' },
    async request(path, init) {
      asked += 1
      await held
      return await hub.app.request(path, init)
    },
    session: hub.tills.session,
    tills: hub.tills.codes,
    live: shop.live,
    status: hub.status,
    now: () => stoodStillAt ?? performance.now(),
    log,
  })
  // The desk says so when it hears.
  await vi.waitFor(() => expect(mqtt.heard).toMatchObject([{ kind: 'status' }]))
})
afterAll(async () => {
  await mqtt?.close()
  await desk?.close()
  await broker?.[Symbol.asyncDispose]()
  await shop?.[Symbol.asyncDispose]()
})

test('a till sells over MQTT: quote, sale, the same sale again, receipt', async () => {
  const quoted = await mqtt.ask('POST', '/quotes', basket)
  expect(quoted.status).toBe(200)
  const { quoteId, priced } = Quote.parse(quoted.body)
  const { total } = priced
  const sale = {
    id: newId(),
    shiftId: till.shiftId,
    basket,
    quoteId,
    total,
    tenders: [{ kind: 'cash', given: total }],
  }
  const before = shop.journal.head().seq
  const saved = await mqtt.ask('POST', '/sales', sale)
  expect([saved.status, Saved.parse(saved.body).id]).toEqual([201, sale.id])
  const again = await mqtt.ask('POST', '/sales', sale)
  expect([again.status, again.body]).toEqual([200, saved.body])
  expect(shop.journal.head().seq).toBe(before + 1)
  const other = await mqtt.ask('POST', '/sales', { ...sale, tenders: [{ kind: 'cash', given: 1 }] })
  expect(other.status).toBe(409)
  const receipt = await mqtt.ask('GET', `/receipts/${sale.id}`)
  expect(Receipt.parse(receipt.body).priced.total).toBe(total)
  // The till is a witness here too.
  expect(receipt.headers).toMatchObject({
    [headHeader]: expect.stringMatching(/^7\.1\.\d+\./),
    [cloudHeader]: expect.stringMatching(/^7\.1\.0$/),
  })
})

test('the answer over MQTT is that of HTTP, also where it is a problem', async () => {
  for (const [method, path, body] of [
    ['GET', '/products?text=ном&limit=1', undefined],
    ['GET', '/receipts/none', undefined],
    ['POST', '/quotes', { lines: [{ id: 'a', productId: 99, quantity: 1000 }] }],
    ['POST', '/quotes', { lines: [] }],
    ['POST', '/sales', undefined],
    ['GET', '/nowhere', undefined],
    ['DELETE', '/covers/no-receipt', undefined],
    ['POST', '/pairing-codes', {}],
  ] as const) {
    const escaped = encodeURI(path)
    const http = await till.call(method, escaped, body)
    const { status, body: said } = await mqtt.ask(method, escaped, body)
    const known = (value: unknown) => ({ ...(value as object), instance: '' })
    expect({ status, body: known(said) }, path).toEqual({ ...http, body: known(http.body) })
  }
})

test('a GET that comes with a body is answered like one without', async () => {
  expect((await mqtt.ask('GET', '/status', {})).status).toBe(200)
})

test('a right that the cashier lacks is refused by name', async () => {
  const { poor } = others
  const its = await openMqttTill({ url: broker.url, store, till: poor.code, token: poor.token })
  const answer = await its.ask('POST', '/shifts', { id: newId(), openingCash: 0 })
  expect([answer.status, answer.body]).toMatchObject([403, { right: 'sale' }])
  await its.close()
})

test('a till touches only its own topics, by its own token', async () => {
  const { other } = others
  const its = await openMqttTill({ url: broker.url, store, till: other.code, token: other.token })
  await expect(
    openMqttTill({ url: broker.url, store, till: till.code, token: other.token }),
  ).rejects.toThrow(/not authorized|user ?name/i)
  for (const filter of [
    topics.tillResponse(store, till.code),
    topics.tillEvent(store, '+'),
    topics.tillRequest(store, other.code),
    `kassa/${store}/#`,
  ])
    await expect(its.client.subscribeAsync(filter), filter).rejects.toThrow()
  const id = newId()
  const call = { id, token: other.token, method: 'GET', path: '/v1/status' }
  // On the other's topic: one broker ends the connection, the other answers, and nobody is asked.
  const before = asked
  const foreign = topics.tillRequest(store, till.code)
  const closed = new Promise<void>((resolve) => {
    its.client.once('close', () => resolve())
  })
  await Promise.race([its.client.publishAsync(foreign, JSON.stringify(call), { qos: 1 }), closed])
  await its.close()
  expect(asked).toBe(before)
  // One till's token in another till's message.
  expect(await mqtt.send(id, JSON.stringify(call))).toMatchObject({
    status: 403,
    body: { detail: expect.stringContaining(`of till ${other.code}`) },
  })
})

test('a till that was replaced is cut off, also where it is still connected', async ({ skip }) => {
  skip(brokerKind() === 'mosquitto', 'it asks the hub for nobody')
  const { old } = others
  const its = await openMqttTill(
    { url: broker.url, store, till: old.code, token: old.token },
    { reconnectPeriod: 0 },
  )
  expect((await its.ask('GET', '/status')).status).toBe(200)
  const code = await shop.call('POST', '/pairing-codes', { till: old.code }, ADMIN_TOKEN)
  await shop.call('POST', '/pair', { ...(code.body as object), name: 'next' })
  const closed = new Promise<void>((resolve) => {
    its.client.once('close', () => resolve())
  })
  const heard = its.heard.length
  shop.live.publish({ kind: 'parked.changed' }, old.code)
  its.client.publish(topics.tillRequest(store, old.code), '{}')
  await closed
  expect(its.heard).toHaveLength(heard)
  await its.close()
})

test('what is no request is answered with what is wrong, under its id where there is one', async () => {
  const answers = [
    await mqtt.send(null, 'no json'),
    await mqtt.send(null, '{"method":"GET"}'),
    await mqtt.send('a', JSON.stringify({ id: 'a', token: 'x', method: 'GET', path: '/docs' })),
    await mqtt.send(
      'b',
      JSON.stringify({ id: 'b', token: 'x', method: 'GET', path: '/v1/status' }),
    ),
    await mqtt.ask('GET', '/live?token=x'),
  ]
  expect(answers.map(({ status, body }) => [status, (body as Problem).detail])).toEqual([
    [422, 'the message is no JSON'],
    [422, expect.stringContaining('id')],
    [422, expect.stringContaining('path (/docs): must begin with /v1/')],
    [401, expect.stringContaining('not paired')],
    [422, expect.stringContaining('WebSocket')],
  ])
})

test('a body that is too large is refused with its size, and the till goes on', async () => {
  const answer = await mqtt.ask('POST', '/quotes', { note: 'x'.repeat(300 * 1024) })
  expect([answer.status, (answer.body as Problem).detail]).toEqual([
    413,
    expect.stringMatching(/the message has 30\d{4} bytes; at most 262144 are read/),
  ])
  expect((await mqtt.ask('GET', '/status')).status).toBe(200)
})

test('a till has at most 16 requests in flight', async () => {
  let letGo = (): void => undefined
  held = new Promise((resolve) => {
    letGo = resolve
  })
  const first = Array.from({ length: 16 }, () => mqtt.ask('GET', '/status'))
  const tooMany = await mqtt.ask('GET', '/status')
  expect([tooMany.status, tooMany.body]).toMatchObject([
    503,
    { detail: expect.stringContaining('16 requests without answer'), retryAfterMs: 100 },
  ])
  letGo()
  held = null
  expect((await Promise.all(first)).map(({ status }) => status)).toEqual(Array(16).fill(200))
})

test('a message that comes twice while it waits is asked once, other content under its id is refused', async () => {
  let letGo = (): void => undefined
  held = new Promise((resolve) => {
    letGo = resolve
  })
  const id = newId()
  const call = { id, token: till.token, method: 'GET', path: '/v1/status' }
  const before = asked
  void mqtt.send(id, JSON.stringify(call))
  void mqtt.send(id, JSON.stringify(call))
  const other = await mqtt.send(id, JSON.stringify({ ...call, path: '/v1/employees' }))
  expect(other.status).toBe(409)
  const answers: unknown[] = []
  mqtt.client.on('message', (topic) => {
    if (topic === topics.tillResponse(store, till.code)) answers.push(topic)
  })
  letGo()
  held = null
  await expect.poll(() => answers).toHaveLength(2)
  expect(asked).toBe(before + 1)
})

test('a till that asks too often is told when to ask again', async () => {
  const { busy } = others
  const its = await openMqttTill({ url: broker.url, store, till: busy.code, token: busy.token })
  const statuses: number[] = []
  stoodStillAt = performance.now()
  for (let round = 0; round < 15; round += 1) {
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => its.ask('GET', '/employees')),
    )
    statuses.push(...answers.map(({ status }) => status))
    const refused = answers.find(({ status }) => status === 503)
    if (refused === undefined) continue
    expect(refused.body).toMatchObject({ detail: expect.stringContaining('50 times a second') })
    const { retryAfterMs } = refused.body as { retryAfterMs: number }
    expect(retryAfterMs).toBeGreaterThan(0)
    stoodStillAt = null
    await new Promise((resolve) => setTimeout(resolve, retryAfterMs + 5))
    expect((await its.ask('GET', '/employees')).status).toBe(200)
    break
  }
  stoodStillAt = null
  expect(statuses).toContain(503)
  await its.close()
})

test('a request that the broker was told to keep is not made at all', async ({ skip }) => {
  skip(
    brokerKind() === 'mosquitto',
    'it says it once more as something kept, which the desk leaves alone',
  )
  const its = await openMqttTill(
    { url: broker.url, store, till: till.code, token: till.token },
    { clientId: `till:${till.code}/kept`, reconnectPeriod: 0 },
  )
  const closed = new Promise<void>((resolve) => {
    its.client.once('close', () => resolve())
  })
  const call = { id: newId(), token: till.token, method: 'GET', path: '/v1/status' }
  const before = asked
  its.client.publish(topics.tillRequest(store, till.code), JSON.stringify(call), { retain: true })
  await closed
  expect((await mqtt.ask('GET', '/status')).status).toBe(200)
  expect(asked).toBe(before + 1)
  await its.close()
})

test('a till hears what happens in the store once it has asked', async () => {
  await mqtt.ask('GET', '/status')
  const saved = await till.sell(basket)
  await expect
    .poll(() => mqtt.heard.filter(({ kind }) => kind === 'receipt.saved').at(-1))
    .toMatchObject({ receipt: { id: saved.id } })
})

/** As `npm run mosquitto` reads them. */
function pairedTills() {
  return z
    .array(z.object({ code: z.string(), tokenHash: z.string(), mqttVerifier: z.string() }))
    .parse(
      shop.journal.read(
        'SELECT code, token_hash AS tokenHash, mqtt_verifier AS mqttVerifier FROM till',
        [],
      ),
    )
}
