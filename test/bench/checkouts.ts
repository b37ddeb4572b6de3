import { loadavg } from 'node:os'
import { commandsOf, openShop } from '../support/shop.ts'
import { type BenchDisk, rawCommitsOn, slowDisk, thisDisk } from './disk.ts'
import type { Figure } from './figure.ts'
import { httpLimit } from './http-limit.ts'
import { CONNECTIONS, closedLoop, latencyOf, openLoop, sender } from './load.ts'
import { mqttAsks } from './mqtt-asks.ts'
import { cpuSeconds, mainThreadSeconds } from './process.ts'
import { saleMaker } from './sale-maker.ts'

const CLOSED_SALES = 5_000
const OPEN_RATE = 100
const OPEN_SECONDS = 15
const OTHER_LIMIT_MS = 25
/** An event of ten lines. */
const SALE_BYTES = 4_600

/**
 * Durable checkouts over HTTP against raw commits on the same disk (design 12, lines 1 and 2), on
 * this disk and with a slow fsync. The hub is a process of its own; the generator shares its cores,
 * as spine A1 notes.
 */
export async function benchCheckouts(): Promise<readonly Figure[]> {
  return [...(await checkoutsOn(thisDisk)), ...(await checkoutsOn(slowDisk(15)))]
}

async function checkoutsOn(disk: BenchDisk): Promise<readonly Figure[]> {
  const commands = commandsOf(process.execPath, 'dist/', '.js')
  await using shop = await openShop({
    commands: { ...commands, hub: disk.command(commands['hub'] ?? []) },
  })
  shop.link.setCut(true)
  await shop.program('gateway').stop()
  const till = await shop.openTill()
  const makeSale = await saleMaker(till)
  const send = sender(shop.hubUrl, till.client.token)

  await closedLoop(500, makeSale, send)
  const answer = JSON.stringify(
    await till.client.sell(JSON.parse(makeSale()) as Parameters<typeof till.client.sell>[0]),
  )
  const commits = disk === thisDisk ? 2_000 : 200
  const raw = rawCommitsOn(disk, commits)
  const rawSized = rawCommitsOn(disk, commits, SALE_BYTES)
  const { pid } = shop.program('hub').process
  const cpuBefore = cpuSeconds(pid)
  const mainBefore = mainThreadSeconds(pid)
  const closed = await closedLoop(CLOSED_SALES, makeSale, send)
  const cpuUs = ((cpuSeconds(pid) - cpuBefore) * 1e6) / CLOSED_SALES
  const mainUs = ((mainThreadSeconds(pid) - mainBefore) * 1e6) / CLOSED_SALES
  const load = loadavg()[0] ?? 0
  const rawAgain = rawCommitsOn(disk, commits)
  const http = await httpLimit(CLOSED_SALES, makeSale, answer)
  const rawPerSecond = (raw.perSecond + rawAgain.perSecond) / 2
  const ratio = closed.perSecond / rawPerSecond

  const other = sender(shop.hubUrl, till.client.token)
  const seconds = OPEN_SECONDS
  const late: number[] = []
  const [sales, others, asks] = await Promise.all([
    openLoop(OPEN_RATE, () => send('POST', '/v1/sales', makeSale()), { seconds, late }),
    openLoop(OPEN_RATE / 2, () => other('GET', '/v1/status'), { seconds }),
    mqttAsks(shop, OPEN_RATE / 2, seconds),
  ])
  const sale = latencyOf(sales)
  const rawP99Ms = Math.max(raw.p99Ms, rawAgain.p99Ms)
  const saleLimitMs = Math.max(25, 3 * rawP99Ms)
  return [
    {
      what: `checkouts, closed loop, ${CONNECTIONS} connections, 10 lines${disk.name}`,
      measured: `${closed.perSecond.toFixed(0)}/s = ${ratio.toFixed(2)} × raw commits (${rawPerSecond.toFixed(0)}/s), ${cpuUs.toFixed(0)} µs of CPU each, ${mainUs.toFixed(0)} where tills are served; load ${load.toFixed(1)}`,
      budget: '≥ 1.0 × raw',
      met: ratio >= 1,
      because: `HTTP alone, without price and database, is ${(http.perSecond / rawPerSecond).toFixed(2)} × on these cores, which the generator shares`,
      numbers: {
        perSecond: closed.perSecond,
        rawPerSecond,
        ratio,
        p99Ms: closed.p99Ms,
        cpuUs,
        mainUs,
        load,
      },
    },
    limit(
      `the same over HTTP without price and database${disk.name}`,
      http.perSecond,
      rawPerSecond,
      http.cpuUs,
    ),
    limit(
      `raw commits of a sale's ${SALE_BYTES} bytes${disk.name}`,
      rawSized.perSecond,
      rawPerSecond,
    ),
    {
      what: `till to saved, open loop, ${OPEN_RATE}/s${disk.name}`,
      measured: `p50 ${sale.p50Ms.toFixed(1)} ms, p99 ${sale.p99Ms.toFixed(1)} ms (raw p99 ${rawP99Ms.toFixed(1)} ms; the generator itself late by p99 ${latencyOf(late).p99Ms.toFixed(1)} ms)`,
      budget: `p99 ≤ ${saleLimitMs.toFixed(0)} ms`,
      met: sale.p99Ms <= saleLimitMs,
      numbers: { ...sale, rawP99Ms, lateP99Ms: latencyOf(late).p99Ms },
    },
    meanwhile(`another route meanwhile${disk.name}`, others),
    meanwhile(`MQTT meanwhile${disk.name}`, asks),
  ]
}

/** No budget: what can be reached at all where it is below that of the sales. */
function limit(what: string, perSecond: number, rawPerSecond: number, cpuUs?: number): Figure {
  const ratio = perSecond / rawPerSecond
  const each = cpuUs === undefined ? '' : `, ${cpuUs.toFixed(0)} µs of CPU each`
  return {
    what,
    measured: `${perSecond.toFixed(0)}/s = ${ratio.toFixed(2)} × raw commits${each}`,
    budget: '(a limit of the machine)',
    met: null,
    numbers: { perSecond, ratio, ...(cpuUs !== undefined && { cpuUs }) },
  }
}

function meanwhile(what: string, took: readonly number[]): Figure {
  const { p50Ms, p99Ms } = latencyOf(took)
  return {
    what,
    measured: `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`,
    budget: `p99 ≤ ${OTHER_LIMIT_MS} ms`,
    met: p99Ms <= OTHER_LIMIT_MS,
    numbers: { p50Ms, p99Ms },
  }
}
