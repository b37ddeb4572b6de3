import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { salesGroups } from '#cloud/reports/store.ts'
import type { ScriptedHub } from '../scripted-hub.ts'
import type { TestCloud } from '../test-cloud.ts'
import { expectOwedIsOwned } from '../value/company-books.ts'
import { expectRebuilt } from '../value/rebuilt.ts'
import { newId, sellForValue } from '../value/value-hub.ts'
import { openValueShop, type ValueShop } from '../value/value-shop.ts'

const Closed = z.object({
  closedTo: z.string().nullable(),
  changes: z.array(
    z.looseObject({ at: z.int(), by: z.string(), what: z.string(), reason: z.string() }),
  ),
})
const Problem = z.looseObject({ detail: z.string() })
const Posted = z.looseObject({ id: z.int(), businessOn: z.string(), postedOn: z.string() })
const Entries = z.object({ items: z.array(z.looseObject({ postedOn: z.string() })) })
const oneBook = { lines: [{ productId: 1, quantity: 1000 }], cardShare: 1 }
const octoberLast = '2026-10-31'
const novemberFirst = '2026-11-01'

test('what comes for a closed month is posted on the first open day and keeps its business day [B2.9]', async () => {
  await using shop = await openValueShop()
  const { cloud } = shop
  const hub = await cloud.claimHub(1)
  hub.sell({ ...oneBook, businessOn: '2026-10-30' })
  await hub.push()
  expect(await put(cloud, { closedTo: octoberLast })).toBe(200)
  const october = await trial(cloud, 'to=2026-10-31')
  hub.sell({ ...oneBook, businessOn: '2026-10-30' })
  await hub.push({ from: 2 })

  expect(await trial(cloud, 'to=2026-10-31')).toEqual(october)
  const posted = await cloud.get('/v1/postings/2', Posted)
  expect(posted).toMatchObject({ businessOn: '2026-10-30', postedOn: novemberFirst })
  const november = await trial(cloud, `from=${novemberFirst}&to=${novemberFirst}`)
  expect(november.debit).toBe(october.debit)
  const [bank] = rows(cloud, "SELECT id FROM ledger_account WHERE code = 'BANK-UB1'")[0] ?? []
  const { items } = await cloud.get(
    `/v1/accounts/${Number(bank)}/entries?from=${novemberFirst}`,
    Entries,
  )
  expect(items).toMatchObject([{ businessOn: '2026-10-30', postedOn: novemberFirst }])
  // The sale is one of October, whenever the ledger counts it.
  const query = { companyId: 1, storeId: undefined, from: '2026-10-01', to: octoberLast }
  expect(salesGroups(cloud.group.readHot(), 'day', query).groups).toMatchObject([
    { key: '2026-10-30', receipts: 2 },
  ])
  rollupsEqualScans(shop)
  await expectRebuilt(shop)
})

test('value and what is repaired go the same way, with all that waited for it [B2.9]', async () => {
  await using shop = await openValueShop()
  const { cloud } = shop
  const hub = await cloud.claimHub(1)
  await shop.credit(500_000)
  const sale = hub.sell({ ...oneBook, businessOn: '2026-10-30' })
  const { payload } = alter(hub, ({ envelope }) => ({ envelope, payload: { v: 1 } }))
  hub.refund(sale)
  await hub.push()
  expect(rows(cloud, 'SELECT count(*) FROM quarantine')).toEqual([[2]])
  await put(cloud, { closedTo: octoberLast })
  const before = await trial(cloud, 'to=2026-10-31')
  const json = { id: newId(), payload }
  const held = Number(rows(cloud, 'SELECT min(applied_seq) FROM quarantine')[0]?.[0])
  const done = await cloud.request(`/v1/quarantine/${held}/repair`, { method: 'POST', json })
  expect(done.status).toBe(200)
  sellForValue(hub, { account: 'CREDIT:7', amount: 600_000 })
  alter(hub, ({ envelope, payload: same }) => ({
    envelope: { ...envelope, businessOn: '2026-10-02' },
    payload: same,
  }))
  await hub.push({ from: 3 })

  expect(await trial(cloud, 'to=2026-10-31')).toEqual(before)
  const late = rows(
    cloud,
    'SELECT kind, business_on, posted_on FROM ledger_transaction WHERE posted_on IS NOT NULL ORDER BY id',
  )
  expect(late).toEqual([
    ['explained', '2026-10-30', novemberFirst],
    ['sale', '2026-10-30', novemberFirst],
    ['explained', '2026-10-30', novemberFirst],
    ['refund', '2026-10-30', novemberFirst],
    ['sale', '2026-10-02', novemberFirst],
    ['value-moved', '2026-10-02', novemberFirst],
  ])
  // So does what the report on the liability says.
  const october = "SELECT count(*) FROM value_day WHERE business_on LIKE '2026-10%'"
  expect(rows(cloud, october)).toEqual([[0]])
  await expectOwedIsOwned(shop)
  rollupsEqualScans(shop)
  await expectRebuilt(shop)
})

test('a push that waits when the books are closed is posted before or after, never between [B2.9]', async () => {
  await using shop = await openValueShop()
  const { cloud } = shop
  const [one, two] = [await cloud.claimHub(1), await cloud.claimHub(2)]
  for (const hub of [one, two]) {
    await hub.meet()
    // One, which cannot come in two slices.
    hub.sell({ ...oneBook, businessOn: octoberLast })
  }
  // The chart of the second store's accounts is there already.
  await trial(cloud, '')
  const work: Promise<unknown>[] = []
  /** Resolves once the writer is held, with what lets it go; nobody waits for it yet. */
  const holdWriter = () =>
    new Promise<() => void>((held) => {
      work.push(cloud.group.writeHot(() => new Promise<void>((letGo) => held(letGo))))
    })
  const waiting = async (start: Promise<unknown>) => {
    work.push(start)
    await expect.poll(() => cloud.group.othersWait()).toBe(true)
  }
  const first = await holdWriter()
  await waiting(one.push())
  const holding = holdWriter()
  first()
  const second = await holding
  await waiting(put(cloud, { closedTo: octoberLast }))
  work.push(two.push())
  second()
  await Promise.all(work)
  const [[closedAt] = []] = rows(
    cloud,
    "SELECT applied_seq FROM hq_command WHERE kind = 'close-books'",
  )
  const posted = rows(
    cloud,
    `SELECT applied_seq > ${Number(closedAt)}, ${postedDay}, count(*) FROM ledger_transaction GROUP BY 1, 2`,
  )
  expect(posted.flatMap(([isAfter, day]) => [[isAfter, day]])).toEqual([
    [0, octoberLast],
    [1, novemberFirst],
  ])
  await expectRebuilt(shop)
})

test('books are closed forward only; to open them again HQ must say so, and both are kept with who and why', async () => {
  await using shop = await openValueShop()
  const { cloud } = shop
  const hub = await cloud.claimHub(1)
  expect(await closedTo(cloud)).toMatchObject({ closedTo: null, changes: [] })
  expect(await refusal(cloud, { closedTo: '2026-11-20' })).toMatch(/not over .* before 2026-11-20/)
  expect(await refusal(cloud, { closedTo: null, reopen: true })).toMatch(/no day is closed/)
  expect(await put(cloud, { closedTo: octoberLast })).toBe(200)
  expect(await refusal(cloud, { closedTo: '2026-09-30' })).toMatch(
    /^closedTo \(2026-09-30\): the books are closed up to 2026-10-31; send "reopen": true/,
  )
  expect(await refusal(cloud, { closedTo: null })).toMatch(/send "reopen"/)
  expect(await refusal(cloud, { closedTo: '2026-11-01', reopen: true })).toMatch(
    /nothing is reopened/,
  )
  const { token } = hub.profile
  const json = { closedTo: '2026-11-01', reason: 'x' }
  const path = '/v1/companies/NOM/closed-books'
  expect((await cloud.request(path, { method: 'PUT', key: token, json })).status).toBe(403)

  const sellLate = async () => {
    hub.sell({ ...oneBook, businessOn: '2026-10-30' })
    await hub.push({ from: hub.events.length })
    return rows(cloud, `SELECT ${postedDay} FROM ledger_transaction ORDER BY id DESC LIMIT 1`)
  }
  expect(await sellLate()).toEqual([[novemberFirst]])
  expect(await put(cloud, { closedTo: null, reopen: true })).toBe(200)
  expect(await sellLate()).toEqual([['2026-10-30']])
  const { closedTo: now, changes } = await closedTo(cloud)
  expect(now).toBeNull()
  expect(changes).toMatchObject([
    { at: cloud.now, reason: 'test', what: '{"closedTo":null,"reopen":true}' },
    { at: cloud.now, reason: 'test', what: '{"closedTo":"2026-10-31"}' },
  ])
  expect(rows(cloud, "SELECT kind FROM hq_command WHERE kind LIKE '%books' ORDER BY 1")).toEqual([
    ['close-books'],
    ['reopen-books'],
  ])
  // Each company's books are its own.
  const other = await cloud.get('/v1/companies/CAFE/closed-books', Closed)
  expect(other).toMatchObject({ closedTo: null, changes: [] })
  await expectRebuilt(shop)
})

const day = fc
  .integer({ min: 1, max: 50 })
  .map((n) => new Date(Date.UTC(2026, 9, n)).toISOString().slice(0, 10))
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('sell' as const), day }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('spend' as const), day }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('refund' as const), day }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('poison' as const), day }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('repair' as const), day }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('credit' as const), day }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('close' as const), day }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const), day }) },
)
const runs = Number(process.env['KASSA_TEST_CLOSINGS'] ?? 1)

test(
  'however books are closed and opened, every account comes to the same, and nothing is posted into a closed period [B2.9]',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 25 }), async (steps) => {
        await using closing = await openValueShop()
        await using open = await openValueShop()
        const [shut, free] = [await history(closing), await history(open)]
        for (const each of steps) {
          await shut(each)
          if (each.do !== 'close' && each.do !== 'reopen') await free(each)
        }
        expect(await expectOwedIsOwned(closing)).toEqual(await expectOwedIsOwned(open))
        const sales = 'SELECT * FROM sales_by_product ORDER BY 1, 2, 3, 4'
        expect(closing.rows(sales)).toEqual(open.rows(sales))
        rollupsEqualScans(closing)
        await expectRebuilt(closing)
      }),
      { numRuns: runs, endOnFailure: runs === 1 },
    )
  },
  60_000 + runs * 30_000,
)

/** The same steps do the same in two shops, but for what is closed. */
async function history(shop: ValueShop) {
  const { cloud } = shop
  const hub = await cloud.claimHub(1)
  await hub.meet()
  const sales: ReturnType<ScriptedHub['sell']>[] = []
  const poisoned: { readonly appliedSeq: number; readonly payload: unknown }[] = []
  const push = async () => {
    const answer = await hub.push({ from: hub.events.length })
    if (!answer.ok) throw new Error(await answer.text())
  }
  const onDay = (businessOn: string) =>
    void alter(hub, ({ envelope, payload }) => ({ envelope: { ...envelope, businessOn }, payload }))

  const take = async ({ do: what, day: businessOn }: Step): Promise<void> => {
    switch (what) {
      case 'sell':
        sales.push(hub.sell({ ...oneBook, businessOn }))
        return await push()
      case 'spend':
        sellForValue(hub, { account: 'CREDIT:7', amount: 300_000 })
        onDay(businessOn)
        return await push()
      case 'refund': {
        const sale = sales.pop()
        if (sale === undefined) return
        hub.refund(sale, { businessOn })
        return await push()
      }
      case 'poison': {
        sales.push(hub.sell({ ...oneBook, businessOn }))
        const { payload } = alter(hub, ({ envelope }) => ({ envelope, payload: { v: 1 } }))
        await push()
        const appliedSeq = Number(shop.rows('SELECT max(applied_seq) FROM event')[0]?.[0])
        poisoned.push({ appliedSeq, payload })
        return
      }
      case 'repair': {
        const held = poisoned.pop()
        if (held === undefined) return
        const json = { id: newId(), payload: held.payload }
        const path = `/v1/quarantine/${held.appliedSeq}/repair`
        expect((await cloud.request(path, { method: 'POST', json })).status).toBe(200)
        return
      }
      case 'credit':
        return await shop.credit(100_000)
      case 'close':
        await put(cloud, { closedTo: businessOn })
        return
      case 'reopen':
        await put(cloud, { closedTo: businessOn, reopen: true })
    }
  }
  return async (each: Step): Promise<void> => {
    const { closedTo: before } = await closedTo(cloud)
    const last = shop.rows('SELECT coalesce(max(id), 0) FROM ledger_transaction')[0]?.[0]
    await take(each)
    const posted = shop.rows(
      `SELECT min(${postedDay}) FROM ledger_transaction WHERE id > ${Number(last)}`,
    )[0]?.[0]
    if (before !== null && typeof posted === 'string') expect(posted > before, posted).toBe(true)
  }
}

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const postedDay = 'coalesce(posted_on, business_on)'

interface Body {
  readonly envelope: { readonly [name: string]: unknown }
  readonly payload: unknown
}

/** The last event, as something else; answers what it was. */
function alter(hub: ScriptedHub, change: (body: Body) => Body): Body {
  const was: Body & { readonly envelope: { readonly type: 'sale.closed' } } = JSON.parse(
    hub.events.pop()?.body ?? '',
  )
  const { envelope, payload } = change(was)
  hub.append(was.envelope.type, { envelope, payload })
  return was
}

async function asked(cloud: TestCloud, setting: object) {
  const json = { ...setting, reason: 'test' }
  return await cloud.request('/v1/companies/NOM/closed-books', { method: 'PUT', json })
}

async function put(cloud: TestCloud, setting: object): Promise<number> {
  return (await asked(cloud, setting)).status
}

async function refusal(cloud: TestCloud, setting: object): Promise<string> {
  const answer = await asked(cloud, setting)
  expect(answer.status).toBe(422)
  return Problem.parse(await answer.json()).detail
}

async function closedTo(cloud: TestCloud) {
  return await cloud.get('/v1/companies/NOM/closed-books', Closed)
}

async function trial(cloud: TestCloud, query: string) {
  const Trial = z.object({
    accounts: z.array(z.looseObject({})),
    total: z.looseObject({ debit: z.int() }),
  })
  const { accounts, total } = await cloud.get(`/v1/trial-balance?companyId=1&${query}`, Trial)
  return { accounts, debit: total.debit }
}

function rollupsEqualScans(shop: ValueShop): void {
  const scanned = shop.rows(
    `SELECT p.account_id, ${postedDay}, sum(max(p.amount, 0)), sum(max(-p.amount, 0))
     FROM posting p JOIN ledger_transaction t ON t.id = p.transaction_id GROUP BY 1, 2 ORDER BY 1, 2`,
  )
  expect(shop.rows('SELECT * FROM account_day ORDER BY 1, 2')).toEqual(scanned)
}

function rows(cloud: TestCloud, sql: string) {
  return cloud.group.readHot().prepare(sql).all()
}
