import { eq } from 'drizzle-orm'
import { store, vatGroup } from '#cloud/masterdata/schema.ts'
import { booksOfCompany } from '#cloud/value/books-of.ts'
import type { ValueCommand } from '#cloud/value/command.ts'
import { runCommand } from '#cloud/value/commands.ts'
import type { ScriptedHub } from '../scripted-hub.ts'
import type { TestCloud } from '../test-cloud.ts'
import { sellForValue } from '../value/value-hub.ts'

const oneBook = { lines: [{ productId: 1, quantity: 1000 }] }
const account = 'CREDIT:1'

/**
 * Books in which everything happened that a rebuild could get wrong: poison, what waited for it,
 * repairs, a judgement that master data changed, accounts that moved, a period that was closed, an epoch that was chained
 * again, an event under two positions, one receipt number twice, stored value, commands between.
 */
export async function writeLongBooks(cloud: TestCloud): Promise<void> {
  const [one, two, cafe] = [
    await cloud.claimHub(1),
    await cloud.claimHub(2),
    await cloud.claimHub(3),
  ]
  const later = () => {
    cloud.now += 61_000
  }
  await openCredit(cloud)
  await makeVouchers(cloud)

  const meant = one.sell({ lines: [{ productId: 2, quantity: 2000 }], cardShare: 0.5 })
  const right = spoil(one)
  const refund = one.refund(meant)
  one.append('receipt.reprinted', { payload: { v: 1, receiptId: refund.receiptId } })
  await sent(one)
  later()

  cafe.sell({ lines: [{ productId: 4, quantity: 3000 }] })
  await sent(cafe)
  const sold = two.sell(oneBook)
  sellForValue(two, { account, amount: 700_000, memberId: 1 })
  two.refund(sold)
  await sent(two)
  later()
  await repair(cloud, firstOpen(cloud), { id: 1, payload: right })

  // What is repaired and sold from here on for the day before is posted today.
  cloud.now += 86_400_000
  const json = { closedTo: '2026-11-20', reason: 'test' }
  const closed = await cloud.request('/v1/companies/NOM/closed-books', { method: 'PUT', json })
  if (!closed.ok) throw new Error(await closed.text())

  // A VAT group that comes later does not make what was refused readable by itself.
  for (let i = 0; i < 2; i += 1) {
    one.sell(oneBook)
    const payload = bodyOf(one).payload
    payload.priced.taxes[0].vatGroupId = 77
    replaceLast(one, payload)
  }
  await sent(one)
  await cloud.group.write(async (tx) => {
    const rates = { taxType: 'VAT_ABLE', vatRate: 1000 } as const
    await tx.insert(vatGroup).values({ id: 77, companyId: 1, code: 'NEW', name: 'new', ...rates })
    await tx.update(store).set({ cashAccount: 'TILL-7' }).where(eq(store.id, 1))
  })
  later()
  one.sell(oneBook)
  await sent(one)
  await repair(cloud, firstOpen(cloud), { id: 2 })
  await command(cloud, { kind: 'credit', id: 'c2', account, amount: 5, endsAt: null, ...given })
  await command(cloud, { kind: 'freeze', id: 'f1', account, reason: 'test' })

  // The tail of hub two is chained again under a new epoch; two of its events are known.
  const bodies = two.events.map(({ body }) => body)
  const base = { epoch: 1, seq: 2, hash: two.events[1]?.hash ?? '' }
  await two.meet({ provisional: true, head: base })
  two.moveTo(2, 2)
  nextSeqByHub.set(two, 3)
  for (const body of bodies.slice(2)) two.append(...eventOf(body))
  const copy = eventOf(bodies[1] ?? '')
  two.append(copy[0], { ...copy[1], envelope: { ...copy[1].envelope, till: 'T9' } })
  two.sell(oneBook)
  await two.meet({ session: null })
  await sent(two)
  later()
  await command(cloud, { kind: 'credit', id: 'c3', account, amount: 40, endsAt: null, ...given })
  await loseValue(cloud, one)
  await sent(one, () => one.append('cash.moved', { payload: { v: 1, amount: 'none', reason: '' } }))
}

/** Out of leases that were given up, and on trust beyond the balance. */
async function loseValue(cloud: TestCloud, hub: ScriptedHub): Promise<void> {
  const of = { account: 'CREDIT:2', endsAt: null, ...given }
  await command(cloud, { kind: 'credit', id: 'c4', amount: 900, ...of })
  const books = await booksOfCompany(cloud.group, 1, cloud.now)
  const lost = { reason: 'test', books }
  for (const lease of ['L1', 'L2']) {
    const granted = { hub: 1, epoch: 1, account: 'CREDIT:2', amount: 300, endsAt: cloud.now + 1 }
    const rest = { receiptId: null, lotsEndingFrom: null, requestId: null }
    await command(cloud, { kind: 'grant', id: lease, ...granted, ...rest })
  }
  cloud.now += 1000
  for (const lease of ['L1', 'L2']) {
    await command(cloud, { kind: 'forfeit', id: `f-${lease}`, lease, marginMs: 1, ...lost })
  }
  await command(cloud, { kind: 'write-off', id: 'w-L2', lease: 'L2', ...lost })
  await sent(hub, () => sellForValue(hub, { account: 'CREDIT:2', amount: 200, lease: 'L1' }))
  await sent(hub, () => sellForValue(hub, { account: 'CREDIT:2', amount: 800_000 }))
}

function firstOpen(cloud: TestCloud): number {
  return Number(rows(cloud, openSql)[0]?.[0])
}

const openSql = 'SELECT applied_seq FROM quarantine WHERE repaired_at IS NULL ORDER BY 1'
const given = { reason: 'test', books: null } as const
const nextSeqByHub = new WeakMap<ScriptedHub, number>()

async function openCredit(cloud: TestCloud): Promise<void> {
  const terms = {
    of: 'store-credit',
    unit: 'credit:MNT',
    offline: 'leased',
    mayOwe: false,
  } as const
  const programme = { code: 'CREDIT', name: 'Credit', companyId: null, ...terms }
  await command(cloud, { kind: 'open-programme', ...programme })
  await command(cloud, { kind: 'credit', id: 'c1', account, amount: 9e5, endsAt: null, ...given })
}

/** Three coupons that are worth something and two that nobody has bought. */
async function makeVouchers(cloud: TestCloud): Promise<void> {
  const terms = { of: 'coupon', unit: 'coupon:C', offline: 'leased', mayOwe: false } as const
  const programme = { code: 'C', name: 'Coupons', companyId: 1, ...terms }
  await command(cloud, { kind: 'open-programme', ...programme })
  const nothing = { amount: null, promotionId: null, faceValue: null, memberId: null }
  const about = { programme: 'C', storeId: 1, ...nothing, reason: 'test' }
  for (const [issued, count] of [
    ['issued', 3],
    ['reserved', 2],
  ] as const) {
    const order = { id: issued, secret: issued, issued, count, endsAt: cloud.now + 1e10 }
    await command(cloud, { kind: 'order-vouchers', ...about, ...order })
    await command(cloud, { kind: 'make-vouchers', batch: issued, count, ...given })
  }
}

async function command(cloud: TestCloud, wish: ValueCommand): Promise<void> {
  await cloud.group.writeHot((hot) => runCommand(hot, wish, { at: cloud.now, by: 'test' }))
}

/** Pushes what is new. */
async function sent(hub: ScriptedHub, first: () => unknown = () => undefined): Promise<void> {
  first()
  const from = nextSeqByHub.get(hub) ?? 1
  const answer = await hub.push({ from: Math.min(from, hub.events.length) })
  if (!answer.ok) throw new Error(`push: ${answer.status} ${await answer.text()}`)
  nextSeqByHub.set(hub, hub.events.length + 1)
}

async function repair(
  cloud: TestCloud,
  event: number,
  { id, payload }: { readonly id: number; readonly payload?: unknown },
): Promise<void> {
  const json = { id: `0193aaaa-0000-7000-8000-${String(id).padStart(12, '0')}`, payload }
  const answer = await cloud.request(`/v1/quarantine/${event}/repair`, { method: 'POST', json })
  if (!answer.ok) throw new Error(await answer.text())
}

/** Makes the hub's last sale one with a wrong total, and answers the right payload. */
function spoil(hub: ScriptedHub): unknown {
  const { payload } = bodyOf(hub)
  const right: unknown = structuredClone(payload)
  payload.priced.total += 1
  replaceLast(hub, payload)
  return right
}

function replaceLast(hub: ScriptedHub, payload: unknown): void {
  const { envelope } = bodyOf(hub)
  hub.forkAfter(hub.events.length - 1)
  hub.append(envelope.type, { envelope, payload })
}

function bodyOf(hub: ScriptedHub) {
  return JSON.parse(hub.events.at(-1)?.body ?? '')
}

function eventOf(body: string): Parameters<ScriptedHub['append']> {
  const { envelope, payload } = JSON.parse(body)
  return [envelope.type, { envelope, payload }]
}

export function rows(cloud: TestCloud, sql: string) {
  return cloud.group.readHot().prepare(sql).all()
}
