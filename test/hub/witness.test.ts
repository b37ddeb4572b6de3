import { expect, test } from 'vitest'
import { TillMember } from '#shared/contracts/till.ts'
import { FoundSales, headHeader, parseHead, seenHeader } from '#shared/contracts/witness.ts'
import { type OpenHubOptions, one, openTestHub, type TestHub, type TestTill } from './open-hub.ts'
import { openValueHub, refused, saved, sellFor } from './value/value-hub.ts'

const books = { lines: [one(1)] }

test('each answer to a till carries the head and how far the cloud has it [B2.7]', async () => {
  await using files = await openTestHub({ cloudMark: () => ({ epoch: 1, seq: 2 }) })
  const till = await files.openTill()
  await till.sell(books)
  const { headers } = await ask(files, till)
  const { epoch, seq, hash } = files.journal.head()
  expect(headers.get(headHeader)).toBe(`7.${epoch}.${seq}.${hash}`)
  expect(headers.get('kassa-cloud')).toBe('7.1.2')
})

test('a till that saw what this disk holds changes nothing [B2.8]', async () => {
  await using files = await openTestHub(told())
  const till = await files.openTill()
  const { saved } = await till.sell(books)
  await till.sell(books)
  for (const seen of [
    `7.1.${saved.seq}.${saved.hash}`,
    `7.1.0.`,
    // Another hub's history, and what no hub ever said.
    `8.1.999.${'a'.repeat(64)}`,
    'nonsense',
  ]) {
    expect((await ask(files, till, seen)).status).toBe(200)
    expect(files.journal.isProvisional()).toBe(false)
  }
})

test('a till that saw more, or something else, tells an old image: numbers are provisional from that very sale on [B2.8]', async () => {
  const options = told()
  await using files = await openTestHub(options)
  const till = await files.openTill()
  const { saved, receipt } = await till.sell(books)
  expect(receipt?.number).toMatch(/-1-000001-/)
  const seen = `7.1.${saved.seq + 5}.${'a'.repeat(64)}`
  const sold = await till.sell(books, undefined, seen)
  expect(sold.receipt?.number).toMatch(/-1X-000002-/)
  expect(options.told).toBe(1)
  await ask(files, till, seen)
  expect(options.told).toBe(1)
  const notes = () => files.journal.read("SELECT body FROM event WHERE type = 'hub.noted'", [])
  expect(notes()).toHaveLength(1)
  expect(String(notes()[0]?.['body'])).toContain('old-image-witnessed')
  // It vouches for nothing: no till forgets what it keeps.
  expect((await ask(files, till)).headers.get('kassa-cloud')).toBe('7.1.0')
})

test('a hub that a till tells to be an old image spends no lease, and sells on for money [B2.8]', async () => {
  await using files = await openValueHub()
  const till = await files.openTill()
  const bold = files.newHolder()
  await files.grant('L1', bold, 900_00)
  files.isCut = true
  expect((await files.accountOf(till, bold))?.spendable).toBe(900_00)
  saved(await sellFor(till, bold, 100_00))
  const { seq } = files.journal.head()
  await ask(files, till, `7.1.${seq + 5}.${'a'.repeat(64)}`)
  const none = { spendable: 0, hindrance: 'old-image' }
  expect(await files.accountOf(till, bold)).toMatchObject(none)
  const answer = await sellFor(till, bold, 100_00)
  expect(answer.status).toBe(409)
  expect(refused(answer)).toMatchObject(none)
  expect(files.leaseAt('L1')?.[2]).toBe(100_00)
  expect((await till.sell(books)).receipt?.number).toMatch(/-1X-/)
})

test('a sale is found by the number on its paper after its event was chained again [B1.3]', async () => {
  await using files = await openTestHub()
  const till = await files.openTill()
  const { id, receipt } = await till.sell(books)
  const base = { epoch: 1, seq: 0, hash: '' }
  await files.journal.openEpoch(2, base, files.shop.note('epoch-opened', 'test'))
  const { body } = await till.call('GET', `/receipts?number=${receipt?.number}`)
  expect(body).toMatchObject({ items: [{ id, number: receipt?.number }] })
  expect((await till.sell(books)).receipt?.number).toMatch(/-2-000001-/)
})

test('what a till told of an epoch that is over does not make the next one provisional', async () => {
  await using files = await openTestHub()
  await files.openTill()
  const base = { epoch: 1, seq: 0, hash: '' }
  const { journal, shop } = files
  await Promise.all([
    journal.openEpoch(2, base, shop.note('epoch-opened', 'test')),
    journal.noteOldImage(1, shop.note('old-image-witnessed', 'test')),
  ])
  expect(journal.isProvisional()).toBe(false)
  const again = journal.head()
  await journal.openEpoch(2, base, shop.note('epoch-opened', 'the same order'))
  expect(journal.head()).toEqual(again)
  // Nor does an epoch go on from a place that this journal does not hold.
  const foreign = { epoch: 2, seq: 1, hash: 'f'.repeat(64) }
  const refused = journal.openEpoch(3, foreign, shop.note('epoch-opened', 'of another disk'))
  await expect(refused).rejects.toThrow("the cloud's base 1 has the hash ffff")
  expect(journal.head()).toEqual(again)
  await expect(journal.saveSession({ epoch: 1, id: 'late' })).rejects.toThrow('which is over')
  expect(journal.session()).toBeNull()
})

test('a hub takes what it lacks from a till, by the same ids and bytes, once [B2.7]', async () => {
  await using old = await openTestHub()
  const before = await old.openTill()
  const sales = [await before.sell(books), await before.sell({ lines: [one(2, 3000)] })]
  const given = await before.call('POST', '/refunds', {
    id: sales[1]?.id.replace(/^.{8}/, '0193ffff'),
    shiftId: before.shiftId,
    receiptId: sales[1]?.id,
    lines: [{ lineId: 'l2', quantity: 1000 }],
    reason: 'test',
  })
  const refund = given.body as (typeof sales)[number]
  const kept = [...sales, refund].map(({ stored }) => stored)
  expect(kept.map((each) => each?.body)).toEqual(
    [...sales, refund].map(({ id }) => old.journal.eventById(id)?.body),
  )

  await using hub = await openTestHub()
  const till = await hub.openTill()
  const first = await till.call('POST', '/kept-sales', { sales: kept })
  expect(first.status).toBe(200)
  const { found, refused } = FoundSales.parse(first.body)
  expect(refused).toEqual([])
  expect(found.map(({ id }) => id)).toEqual([...sales, refund].map(({ id }) => id))
  for (const [i, each] of [...sales, refund].entries()) {
    const here = hub.journal.eventById(each.id)
    expect(here).toMatchObject({ body: kept[i]?.body, number: each.receipt?.number })
    expect(here?.firstHash).toBe(each.saved.hash)
  }
  const head = hub.journal.head()
  expect((await till.call('POST', '/kept-sales', { sales: kept })).body).toEqual(first.body)
  expect(hub.journal.head()).toEqual(head)

  // What was given back stays given back; the rest waits for the cloud, since another disk may have
  // given that back, too. No number is given twice.
  const rest = await till.call('POST', '/refunds', {
    id: sales[1]?.id.replace(/^.{8}/, '0193fffe'),
    shiftId: till.shiftId,
    receiptId: sales[1]?.id,
    reason: 'test',
  })
  expect(rest.body).toMatchObject({
    conflict: 'not-refundable',
    hindrance: 'offline',
    left: 500_00,
  })
  expect((await till.sell(books)).receipt?.number).toMatch(/-1-00000[45]-/)
})

test('what is no sale of this company is refused with a reason, and the rest is taken', async () => {
  await using old = await openTestHub()
  const { stored } = await (await old.openTill()).sell(books)
  if (stored === undefined) throw new Error('a sale is kept')
  await using hub = await openTestHub()
  const till = await hub.openTill()
  const other = stored.id.replace(/^.{8}/, '0193ffff')
  const sales = [
    { ...stored, id: other },
    { ...stored, id: other, body: stored.body.replace('"MNT"', '"RUB"').replace(stored.id, other) },
    { ...stored, id: other, body: '{}' },
    { ...stored, id: other, body: 'no json' },
    stored,
  ]
  const { body } = await till.call('POST', '/kept-sales', { sales })
  const { found, refused } = FoundSales.parse(body)
  expect(found.map(({ id }) => id)).toEqual([stored.id])
  expect(refused).toHaveLength(4)
  expect(refused.map(({ reason }) => reason).join()).toMatch(/the body is that of .*RUB/s)
})

function told(): OpenHubOptions & { told: number } {
  const options = {
    told: 0,
    onOldImage: () => {
      options.told += 1
    },
  }
  return options
}

async function ask(files: TestHub, till: TestTill, seen?: string) {
  const headers = {
    authorization: `Bearer ${till.token}`,
    ...(seen !== undefined && { [seenHeader]: seen }),
  }
  const response = await files.hub.app.request('/v1/status', { headers })
  expect(parseHead(response.headers.get(headHeader))).not.toBeNull()
  return response
}

test('a lease of before the start waits for what each till says it saw, and silence says nothing [B2.8]', async () => {
  await using files = await openValueHub()
  const till = await files.openTill()
  const bold = files.newHolder()
  await files.grant('L1', bold, 900_00)
  files.restartValue()
  files.isCut = true
  const spendable = async () => (await look()).accounts[0]?.spendable
  const look = async () => {
    const { body } = await asSaid(`/members?phone=${bold.phone}`, {})
    return TillMember.parse(body)
  }
  const asSaid = async (path: string, said: Record<string, string>) => {
    const headers = { authorization: `Bearer ${till.token}`, ...said }
    const response = await files.hub.app.request(`/v1${path}`, { headers })
    return { body: await response.json(), head: response.headers.get(headHeader) ?? '' }
  }
  const { head } = await asSaid('/status', {})
  const silent = [{}, { [seenHeader]: 'not a head' }, { [seenHeader]: `8.1.3.${'a'.repeat(64)}` }]
  for (const said of silent) {
    await asSaid('/status', said)
    expect(await spendable()).toBe(0)
  }
  await asSaid('/status', { [seenHeader]: head })
  expect(await spendable()).toBe(900_00)
  // A till that has seen no record yet says so.
  files.restartValue()
  expect(await spendable()).toBe(0)
  await asSaid('/status', { [seenHeader]: 'none' })
  expect(await spendable()).toBe(900_00)
})
