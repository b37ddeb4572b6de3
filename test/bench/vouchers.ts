import { z } from 'zod'
import { openShop, type Shop, until } from '../support/shop.ts'
import { newId } from '../support/till-client.ts'
import { checkWhileSelling } from './checks.ts'
import type { Figure } from './figure.ts'
import { sender } from './load.ts'
import { knows } from './members.ts'
import { addMillionMembers, anyCard, MEMBERS } from './million-members.ts'

const VOUCHERS = 100_000
const COPY_MS = 300_000

/** Cards and vouchers checked at the till while the store sells, beside a million members. */
export async function benchVouchers(): Promise<readonly Figure[]> {
  await using shop = await openShop()
  const till = await shop.openTill()
  const from = performance.now()
  const codes = await makeVouchers(shop)
  const seconds = (performance.now() - from) / 1000
  await addMillionMembers(shop)
  const ask = sender(shop.hubUrl, till.client.token)
  const any = <T>(of: readonly T[]) => of[Math.floor(Math.random() * of.length)]
  await until(
    'the replica has the last member and voucher',
    async () => {
      const voucher = `/v1/vouchers?code=${codes.at(-1)}`
      return (await knows(till, shop.hubUrl, MEMBERS - 1)) && (await ask('GET', voucher)) < 300
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
      'card check beside 100,000 vouchers': () => `/v1/members?card=${anyCard()}`,
      'voucher check by its printed code': () => `/v1/vouchers?code=${any(codes)}`,
    })),
  ]
}

const Companies = z.object({ items: z.tuple([z.object({ id: z.int() })]).rest(z.unknown()) })

/** As HQ makes them: a kind of gift card, one batch, and the list for the printer. */
async function makeVouchers(shop: Shop): Promise<readonly string[]> {
  const programme = 'BENCHGIFT'
  const { items } = Companies.parse(await (await shop.cloud('/v1/companies?limit=1')).json())
  const card = { code: programme, name: 'Gift card', companyId: items[0].id, kind: 'gift-card' }
  const id = newId()
  await need(shop, '/v1/programmes', 'POST', card)
  await need(shop, `/v1/programmes/${programme}`, 'PATCH', { giftCard: {} })
  const order = { id, programme, count: VOUCHERS }
  let made = 0
  // The order may be asked for again: then what is missing is made.
  while (made < VOUCHERS) {
    const batch = await need(shop, '/v1/gift-card-batches', 'POST', order)
    made = z.object({ made: z.int() }).parse(await batch.json()).made
  }
  const csv = await (await need(shop, `/v1/gift-card-batches/${id}/codes.csv`)).text()
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
