import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'libsql'
import { z } from 'zod'
import { NotSpendable, type Saved, type TillAccount, TillMember } from '#shared/contracts/till.ts'
import { type OpenTill, openShop, type Shop, until } from '../support/shop.ts'
import { inTime, newId, Refused, type SaleWish } from '../support/till-client.ts'

/** A member with store credit. */
export interface Holder {
  readonly account: string
  readonly memberId: number
  readonly card: string
}

/** A shop of real processes whose member has store credit. */
export interface ValueShop extends Holder, AsyncDisposable {
  readonly shop: Shop
  /** Another member with as much; `n` from 2. */
  readonly holder: (n: number) => Promise<Holder>
  readonly credit: (amount: number) => Promise<void>
  /** What the member's look-up at this till says. */
  readonly accountOf: (till: OpenTill, holder?: Holder) => Promise<TillAccount | undefined>
  /** As HQ sees it. */
  readonly books: (holder?: Holder) => Promise<Books>
  readonly movements: () => Promise<readonly Movement[]>
  /** A basket of so many pieces, `inCredit` of it for store credit and the rest for cash. */
  readonly wish: (
    till: OpenTill,
    inCredit: number,
    pieces?: number,
    holder?: Holder,
  ) => Promise<SaleWish>
  readonly sell: (till: OpenTill, inCredit: number, pieces?: number) => Promise<Saved>
  readonly refund: (till: OpenTill, receiptId: string, how?: object) => Promise<unknown>
  /** Code of the company. */
  readonly company: string
  readonly isOnline: (till: OpenTill) => Promise<boolean>
  /** Neither pushes nor asks: between the two a hub is not online any more, and still asks. */
  readonly isOffline: (till: OpenTill) => Promise<boolean>
  /** Of the member, and for any receipt, on the disk of the store: the books have it before. */
  readonly untilLeaseInStore: () => Promise<void>
}

const Books = z.object({ balance: z.int(), free: z.int(), leases: z.array(z.looseObject({})) })
export type Books = z.infer<typeof Books>
const Movement = z.object({ kind: z.string(), from: z.string(), to: z.string(), amount: z.int() })
export type Movement = z.infer<typeof Movement>

export async function openValueShop(
  amount: number,
  options: Parameters<typeof openShop>[0] = {},
): Promise<ValueShop> {
  const shop = await openShop(options)
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
    const answer = await shop.cloud(path, init)
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
  const Stores = z.object({
    items: z.array(z.looseObject({ code: z.string(), company: z.string() })),
  })
  const Companies = z.object({ items: z.array(z.looseObject({ id: z.int(), code: z.string() })) })
  const stores = Stores.parse(await ask('GET', '/v1/stores?limit=200'))
  const company = stores.items.find((store) => store.code === shop.storeCode)?.company
  const companies = Companies.parse(await ask('GET', '/v1/companies?limit=200'))
  const companyId = companies.items.find((each) => each.code === company)?.id
  const code = await programmeOf(ask, companyId)
  const Member = z.looseObject({ id: z.int() })
  const credit = async (account: string, units: number): Promise<void> => {
    const body = { id: newId(), amount: units, reason: 'test', companyId }
    await ask('POST', `/v1/value-accounts/${account}/credits`, body)
  }
  const holder: ValueShop['holder'] = async (n) => {
    const card = `7001${n}`
    const member = { name: 'Болд', phone: `9911223${n + 2}`, cards: [card] }
    await ask('PUT', `/v1/members/VALUE${n}`, member)
    const memberId = Member.parse(await ask('GET', `/v1/members/VALUE${n}`)).id
    const account = `${code}:${memberId}`
    await credit(account, amount)
    return { account, memberId, card }
  }
  const first = await holder(1)
  const { account } = first
  let productId = 0
  const wish: ValueShop['wish'] = async (
    { client, shiftId },
    inCredit,
    pieces = 1,
    { memberId } = first,
  ) => {
    if (productId === 0) productId = (await client.products('text=ном&limit=1'))[0]?.id ?? 0
    const basket = { lines: [{ id: 'a', productId, quantity: pieces * 1000 }], memberId }
    const { quoteId, priced } = await client.quote(basket)
    const { total } = priced
    const tenders = [
      ...(inCredit > 0 ? [{ kind: 'store-credit', given: inCredit } as const] : []),
      ...(total > inCredit ? [{ kind: 'cash', given: total - inCredit } as const] : []),
    ]
    return { id: newId(), shiftId, basket, quoteId, total, tenders }
  }
  const accountOf: ValueShop['accountOf'] = async ({ client }, { card } = first) => {
    const found = await client.call(TillMember, 'GET', `/members?card=${card}`)
    return found.accounts.find((each) => each.code === code)
  }
  return {
    shop,
    ...first,
    holder,
    credit: (units) => credit(account, units),
    accountOf,
    books: async ({ account } = first) =>
      Books.parse(await ask('GET', `/v1/value-accounts/${account}`)),
    async movements() {
      const Page = z.object({ items: z.array(Movement), next: z.string().nullable() })
      const all: Movement[] = []
      for (let after: string | null = ''; after !== null; ) {
        const from = after === '' ? '' : `&after=${after}`
        const path = `/v1/value-accounts/${account}/movements?limit=200${from}`
        const page: z.infer<typeof Page> = Page.parse(await ask('GET', path))
        all.push(...page.items)
        after = page.next
      }
      return all
    },
    wish,
    async sell(till, inCredit, pieces) {
      const sale = await wish(till, inCredit, pieces)
      return await inTime(() => till.client.sell(sale))
    },
    company: company ?? '',
    refund: ({ client, shiftId }, receiptId, how = {}) =>
      client.call(z.unknown(), 'POST', '/refunds', {
        id: newId(),
        shiftId,
        receiptId,
        reason: 'x',
        ...how,
      }),
    async isOnline(till) {
      const { cloud } = await till.client.status()
      // Pushing works before the stream of leases does, or the reverse.
      return cloud.online && (await accountOf(till))?.hindrance !== 'offline'
    },
    async isOffline(till) {
      const { cloud } = await till.client.status()
      return !cloud.online && (await accountOf(till))?.hindrance === 'offline'
    },
    async untilLeaseInStore() {
      await until('a lease is in the store', async () => hasLease(shop, account))
    },
    [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose](),
  }
}

/** The company's store credit: the demo's, or a new one. */
async function programmeOf(
  ask: (method: string, path: string, body?: object) => Promise<unknown>,
  companyId: number | undefined,
): Promise<string> {
  const Programme = z.looseObject({
    code: z.string(),
    kind: z.string(),
    companyId: z.int().nullable(),
  })
  const { items } = z
    .object({ items: z.array(Programme) })
    .parse(await ask('GET', '/v1/programmes?limit=200'))
  const ours = items.find(
    (each) => each.kind === 'store-credit' && (each.companyId ?? companyId) === companyId,
  )
  if (ours !== undefined) return ours.code
  const wanted = { code: 'CREDIT', name: 'Кредит', kind: 'store-credit', companyId }
  return Programme.parse(await ask('POST', '/v1/programmes', wanted)).code
}

/** A part of the account that any receipt of the store may spend. */
function hasLease(shop: Shop, account: string): boolean {
  const journal = new Database(join(shop.dataDir, 'hub', 'journal.db'), { readonly: true })
  try {
    return journal.prepare(openLeaseSql).get(account) !== undefined
  } finally {
    journal.close()
  }
}

const openLeaseSql =
  "SELECT 1 FROM wallet_lease WHERE account = ? AND receipt_id IS NULL AND state = 'open'"

/** Why the hub refused; another error goes on. */
export async function hindranceOf(answer: Promise<unknown>): Promise<NotSpendable> {
  try {
    await answer
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 409) throw error
    return NotSpendable.parse(JSON.parse(error.body))
  }
  throw new Error('it was not refused')
}

export async function everythingSent({ client }: OpenTill): Promise<void> {
  await until('everything is sent', async () => (await client.status()).unsent === 0, 30_000)
}

/** The same request through crashes, until there is an answer. */
export async function again<T>(ask: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + 60_000
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      const isFinal = error instanceof Refused && error.status < 500
      if (isFinal || performance.now() > deadline) throw error
      await sleep(50)
    }
  }
}
