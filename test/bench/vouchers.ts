import { z } from 'zod'
import { openShop, type Shop, until } from '../support/shop.ts'
import { newId } from '../support/till-client.ts'
import { checkWhileSelling } from './checks.ts'
import type { Figure } from './figure.ts'
import { sender } from './load.ts'
import { knows } from './members.ts'
import { addMillionMembers, MEMBERS } from './million-members.ts'

const VOUCHERS = 100_000
const COUPONS = 20_000
const COPY_MS = 300_000

/** Gift cards and coupons checked at the till while the store sells, beside a million members. */
export async function benchVouchers(): Promise<readonly Figure[]> {
  await using shop = await openShop()
  const till = await shop.openTill()
  const from = performance.now()
  const codes = await makeGiftCards(shop)
  const seconds = (performance.now() - from) / 1000
  const coupons = await makeCoupons(shop)
  await addMillionMembers(shop)
  const ask = sender(shop.hubUrl, till.client.token)
  const any = <T>(of: readonly T[]) => of[Math.floor(Math.random() * of.length)]
  await until(
    'the replica has the last member and voucher',
    async () => {
      const coupon = `/v1/vouchers?code=${coupons.at(-1)}`
      return (await knows(till, shop.hubUrl, MEMBERS - 1)) && (await ask('GET', coupon)) < 300
    },
    COPY_MS,
  )
  return [
    {
      what: `${VOUCHERS} voucher codes made at once`,
      measured: `${seconds.toFixed(1)} s with their CSV`,
      budget: '≤ 60 s',
      met: seconds <= 60,
      numbers: { seconds },
    },
    ...(await checkWhileSelling(shop, till, {
      'gift card check by its code': {
        path: () => `/v1/vouchers?code=${any(codes)}`,
        asksBooks: true,
      },
      'coupon check by its code': {
        path: () => `/v1/vouchers?code=${any(coupons)}`,
        asksBooks: false,
      },
    })),
  ]
}

const Companies = z.object({ items: z.tuple([z.object({ id: z.int() })]).rest(z.unknown()) })

/** As HQ makes them: a kind of gift card, one batch, and the list for the printer. */
async function makeGiftCards(shop: Shop): Promise<readonly string[]> {
  const programme = 'BENCHGIFT'
  const card = { code: programme, name: 'Gift card', companyId: await companyOf(shop) }
  await need(shop, '/v1/programmes', 'POST', { ...card, kind: 'gift-card' })
  await need(shop, `/v1/programmes/${programme}`, 'PATCH', { giftCard: {} })
  return await makeBatch(shop, 'gift-card', { programme, count: VOUCHERS })
}

/** The same of coupons, each worth 10 off an order. */
async function makeCoupons(shop: Shop): Promise<readonly string[]> {
  const programme = 'BENCHTEN'
  const companyId = await companyOf(shop)
  const reward = { kind: 'fixed', amount: 1000, on: 'order' }
  const promotion = { companyId, code: programme, name: '10 off', trigger: 'coupon', reward }
  const made = await need(shop, '/v1/promotions', 'POST', promotion)
  const { id: promotionId } = z.object({ id: z.int() }).parse(await made.json())
  const coupon = { code: programme, name: 'Coupon', companyId, kind: 'coupon' }
  await need(shop, '/v1/programmes', 'POST', coupon)
  await need(shop, `/v1/programmes/${programme}`, 'PATCH', { coupon: { promotionId } })
  return await makeBatch(shop, 'coupon', { programme, count: COUPONS, issued: 'issued' })
}

async function companyOf(shop: Shop): Promise<number> {
  return Companies.parse(await (await shop.cloud('/v1/companies?limit=1')).json()).items[0].id
}

async function makeBatch(
  shop: Shop,
  kind: 'coupon' | 'gift-card',
  order: { readonly programme: string; readonly count: number; readonly issued?: 'issued' },
): Promise<readonly string[]> {
  const path = `/v1/${kind}-batches`
  const id = newId()
  let made = 0
  // The order may be asked for again: then what is missing is made.
  while (made < order.count) {
    const batch = await need(shop, path, 'POST', { id, ...order })
    made = z.object({ made: z.int() }).parse(await batch.json()).made
  }
  const csv = await (await need(shop, `${path}/${id}/codes.csv`)).text()
  const lines = csv.trim().split('\r\n').slice(1)
  return lines.map((line) => line.split(',')[1] ?? '')
}

async function need(shop: Shop, path: string, method = 'GET', body?: object): Promise<Response> {
  const signal = AbortSignal.timeout(COPY_MS)
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
  const answer = await shop.cloud(path, { ...init, signal })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer
}
