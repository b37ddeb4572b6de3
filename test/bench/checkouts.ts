import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type OpenTill, openShop } from '../support/shop.ts'
import { newId } from '../support/till-client.ts'
import { type Figure, percentile } from './figure.ts'
import { rawCommits } from './raw-commits.ts'

const CONNECTIONS = 50
const LINES = 10
const CLOSED_SALES = 5_000
const OPEN_RATE = 100
const OPEN_SECONDS = 15

/**
 * Durable checkouts over HTTP against raw commits on the same disk (design 12, lines 1 and 2).
 * The hub is a process of its own; the generator shares its two cores, as spine A1 notes.
 */
export async function benchCheckouts(): Promise<readonly Figure[]> {
  await using shop = await openShop()
  shop.link.setCut(true)
  await shop.program('gateway').stop()
  const till = await shop.openTill()
  const makeSale = await saleMaker(till)
  const send = sender(shop.hubUrl, till.client.token)

  await closedLoop(500, makeSale, send)
  const raw = rawCommits(2_000)
  const closed = await closedLoop(CLOSED_SALES, makeSale, send)
  const rawAgain = rawCommits(2_000)
  const rawPerSecond = (raw.perSecond + rawAgain.perSecond) / 2
  const ratio = closed.perSecond / rawPerSecond

  const open = await openLoop(makeSale, send, shop.hubUrl, till.client.token)
  const saleLimitMs = Math.max(25, 3 * Math.max(raw.p99Ms, rawAgain.p99Ms))
  return [
    {
      what: `checkouts, closed loop, ${CONNECTIONS} connections, ${LINES} lines`,
      measured: `${closed.perSecond.toFixed(0)}/s = ${ratio.toFixed(2)} × raw commits (${rawPerSecond.toFixed(0)}/s)`,
      budget: '≥ 1.0 × raw',
      met: ratio >= 1,
      numbers: { perSecond: closed.perSecond, rawPerSecond, ratio, p99Ms: closed.p99Ms },
    },
    {
      what: `till to saved, open loop, ${OPEN_RATE}/s`,
      measured: `p50 ${open.p50Ms.toFixed(1)} ms, p99 ${open.p99Ms.toFixed(1)} ms (raw p99 ${raw.p99Ms.toFixed(1)} ms)`,
      budget: `p99 ≤ ${saleLimitMs.toFixed(0)} ms`,
      met: open.p99Ms <= saleLimitMs,
      numbers: { p50Ms: open.p50Ms, p99Ms: open.p99Ms, rawP99Ms: raw.p99Ms },
    },
    {
      what: 'another route meanwhile',
      measured: `p50 ${open.otherP50Ms.toFixed(1)} ms, p99 ${open.otherP99Ms.toFixed(1)} ms`,
      budget: 'p99 ≤ 25 ms',
      met: open.otherP99Ms <= 25,
      numbers: { p50Ms: open.otherP50Ms, p99Ms: open.otherP99Ms },
    },
  ]
}

type Send = (method: string, path: string, body?: string) => Promise<number>

async function saleMaker({ client, shiftId }: OpenTill): Promise<() => string> {
  const products = await client.products('text=ном&limit=50')
  const lines = Array.from({ length: LINES }, (_, i) => ({
    id: String(i),
    productId: products[i % products.length]?.id ?? 0,
    quantity: 1000,
  }))
  const basket = { lines }
  const { priced } = await client.quote(basket)
  const tenders = [{ kind: 'cash', given: priced.total }]
  return () => JSON.stringify({ id: newId(), shiftId, basket, total: priced.total, tenders })
}

async function closedLoop(
  count: number,
  makeSale: () => string,
  send: Send,
): Promise<{ readonly perSecond: number; readonly p99Ms: number }> {
  const bodies = Array.from({ length: count }, makeSale)
  const took: number[] = []
  const began = performance.now()
  const client = async (): Promise<void> => {
    for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
      const at = performance.now()
      await send('POST', '/v1/sales', body)
      took.push(performance.now() - at)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, client))
  const seconds = (performance.now() - began) / 1000
  return { perSecond: count / seconds, p99Ms: percentile(took, 0.99) }
}

/** Latency counts from when a sale was due, so a stall is not hidden by waiting senders. */
async function openLoop(makeSale: () => string, send: Send, hubUrl: string, token: string) {
  const took: number[] = []
  const others: number[] = []
  const other = sender(hubUrl, token)
  const running: Promise<void>[] = []
  const began = performance.now()
  for (let i = 0; i < OPEN_RATE * OPEN_SECONDS; i += 1) {
    const due = began + (i * 1000) / OPEN_RATE
    const wait = due - performance.now()
    if (wait > 0) await sleep(wait)
    running.push(
      timed(took, Math.max(due, performance.now() - 1), () =>
        send('POST', '/v1/sales', makeSale()),
      ),
    )
    if (i % 2 === 0)
      running.push(timed(others, performance.now(), () => other('GET', '/v1/status')))
  }
  await Promise.all(running)
  return {
    p50Ms: percentile(took, 0.5),
    p99Ms: percentile(took, 0.99),
    otherP50Ms: percentile(others, 0.5),
    otherP99Ms: percentile(others, 0.99),
  }
}

async function timed(into: number[], from: number, run: () => Promise<unknown>): Promise<void> {
  await run()
  into.push(performance.now() - from)
}

/** Plain keep-alive HTTP: `fetch` would cost the generator more than the hub spends. */
function sender(hubUrl: string, token: string): Send {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, noDelay: true })
  const { hostname, port } = new URL(hubUrl)
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        {
          agent,
          hostname,
          port,
          method,
          path,
          headers: {
            authorization: `Bearer ${token}`,
            ...(body !== undefined && {
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(body),
            }),
          },
        },
        (response) => {
          const status = response.statusCode ?? 0
          if (status >= 400) {
            let text = ''
            response.on('data', (chunk: Buffer) => (text += chunk.toString()))
            response.on('end', () => reject(new Error(`${path} answered ${status}: ${text}`)))
            return
          }
          response.resume()
          response.on('end', () => resolve(status))
        },
      )
      outgoing.on('error', reject)
      outgoing.end(body)
    })
}
