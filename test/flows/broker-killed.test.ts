import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { textOf } from '#gateway/virtual/paper.ts'
import { createVirtualPrinter, type VirtualPrinter } from '#gateway/virtual/printer.ts'
import { startTcpPrinter } from '#gateway/virtual/tcp-printer.ts'
import { type Program, startProgram } from '#hub/packaging/one-box/program.ts'
import type { Saved } from '#shared/contracts/till.ts'
import { startMosquitto } from '../support/mosquitto.ts'
import { type OpenTill, openShop, type Shop, until } from '../support/shop.ts'
import { newId, type TillClient } from '../support/till-client.ts'

/** Of each broker. The long version: KASSA_TEST_BROKER_KILLS=40. */
const KILLS = Number(process.env['KASSA_TEST_BROKER_KILLS'] ?? 1)
const DEVICE = 'receipt-1'

/**
 * The printer stands on a socket of this process and sees every byte, so its paper counts what came
 * out, whatever happens to hub, broker and gateway link.
 */
test('no print is lost and none comes twice when aedes or mosquitto is killed while receipts flow', {
  timeout: 60_000 + KILLS * 20_000,
}, async () => {
  await using shop = await openShop()
  const printer = createVirtualPrinter({ maker: 'epson', columns: 48, clock: Date.now })
  const paper = keepPaper(printer)
  const socket = await startTcpPrinter({ printer, host: '127.0.0.1', port: 0 })
  try {
    await putPrinter(shop, socket.port)
    const till = await shop.openTill()
    await until('the printer is there', async () => {
      return (await till.client.status()).printer.state === 'online'
    })

    // The embedded broker dies with its hub.
    const first = await sellWhile(till, paper, async () => {
      for (let kill = 0; kill < KILLS; kill += 1) {
        await soonAfter(paper)
        await shop.program('hub').kill('SIGKILL')
        await shop.restart('hub')
      }
    })
    await expectEachOnce(till.client, paper, first)

    await shop.program('gateway').stop()
    await shop.program('hub').stop()
    await using mosquitto = await startMosquitto()
    const programs = await startOn(shop, mosquitto.url)
    try {
      till.client.setUrl(programs.hubUrl)
      await until('the printer is there again', async () => {
        return (await till.client.status()).printer.state === 'online'
      })
      const second = await sellWhile(till, paper, async () => {
        for (let kill = 0; kill < KILLS; kill += 1) {
          await soonAfter(paper)
          await mosquitto.kill()
          await sleep(Math.random() * 300)
          await mosquitto.start()
        }
      })
      await expectEachOnce(till.client, paper, second)
      const seen = paper.receipts().length
      // Nothing that a broker or a link kept for later comes out now.
      await until(
        'the queue is empty',
        async () => (await till.client.status()).printer.queued === 0,
      )
      await till.client.call(z.unknown(), 'GET', '/status')
      expect(paper.receipts()).toHaveLength(seen)
    } finally {
      await programs.stop()
    }
  } finally {
    await socket.close()
  }
})

/** Sells for as long as `doing` takes. */
async function sellWhile(
  { client, shiftId }: OpenTill,
  paper: Paper,
  doing: () => Promise<void>,
): Promise<readonly Saved[]> {
  const [product] = await client.products('text=ном&limit=1')
  const basket = { lines: [{ id: 'a', productId: product?.id ?? 0, quantity: 1000 }] }
  const { total } = (await client.quote(basket)).priced
  const saved: Saved[] = []
  let isOver = false
  const printedBefore = paper.receipts().length
  const waiting = () => saved.length - (paper.receipts().length - printedBefore)
  const selling = (async () => {
    while (!isOver) {
      const tenders = [{ kind: 'cash' as const, given: total }]
      const sale = { id: newId(), shiftId, basket, total, tenders }
      saved.push(await client.sellUntilSaved(sale, 60_000))
      // As fast as the printer: then the kill falls into a job, not into a queue.
      do await sleep(30 + Math.random() * 60)
      while (waiting() > 20 && !isOver)
    }
  })()
  try {
    await doing()
  } finally {
    isOver = true
    await selling
  }
  return saved
}

/** At no chosen instruction, in the middle of the traffic. */
async function soonAfter(paper: Paper): Promise<void> {
  const goal = paper.receipts().length + 2
  await until('prints go on', async () => paper.receipts().length >= goal, 60_000)
  await sleep(Math.random() * 400)
}

async function expectEachOnce(
  client: TillClient,
  paper: Paper,
  saved: readonly Saved[],
): Promise<void> {
  const open = new Set(saved.map(({ id }) => id))
  await until(
    'every print is done',
    async () => {
      for (const id of open) {
        const { print } = await client.receipt(id)
        if (print?.state !== 'done') throw new Error(JSON.stringify(print))
        open.delete(id)
      }
      return true
    },
    60_000,
  )
  const papers = paper.receipts()
  const times = saved.map(({ receipt }) => {
    const number = receipt?.number ?? '?'
    return [number, papers.filter((text) => text.includes(number)).length] as const
  })
  expect(times.filter(([, count]) => count !== 1)).toEqual([])
  const state = await until('the printer is online', async () => {
    const { printer: seen } = await client.status()
    return seen.state === 'online' && seen
  })
  expect(state).toEqual({ state: 'online', reason: '', queued: 0 })
  // A kick may come too late and is left out then; none comes twice.
  expect(paper.kicks()).toBeLessThanOrEqual(papers.length)
}

interface Paper {
  /** All that ever came out; the printer itself shows the last ones only. */
  readonly receipts: () => readonly string[]
  readonly kicks: () => number
}

function keepPaper(printer: VirtualPrinter): Paper {
  const receipts = new Map<number, string>()
  const kicks = new Set<object>()
  printer.onChange(() => {
    for (const receipt of printer.receipts())
      receipts.set(receipt.number, textOf(receipt).join('\n'))
    for (const kick of printer.drawerKicks()) kicks.add(kick)
  })
  return { receipts: () => [...receipts.values()], kicks: () => kicks.size }
}

async function putPrinter(shop: Shop, port: number): Promise<void> {
  const config = {
    kind: 'receipt-printer',
    device: DEVICE,
    name: 'Receipt printer',
    line: { kind: 'tcp', host: '127.0.0.1', port },
    profile: 'epson-tm-t20iii',
    columns: 48,
    drawer: true,
  }
  const answer = await fetch(`${shop.hubUrl}/v1/devices/${DEVICE}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${shop.credentials.hubAdminToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(config),
  })
  expect(answer.ok, await answer.text()).toBe(true)
}

/** The same hub and gateway on another broker. */
async function startOn(shop: Shop, broker: string) {
  const started: Program[] = []
  const run = async (name: 'hub' | 'gateway', env: Record<string, string>) => {
    const command = [process.execPath, `dist/${name}/main.js`]
    const program = await startProgram(name, { ...env, KASSA_MQTT_URL: broker }, { command })
    started.push(program)
    return program
  }
  const hub = await run('hub', {
    KASSA_DATA: shop.dataDir,
    KASSA_HUB_PORT: '0',
    KASSA_CLOUD_URL: shop.cloudUrl,
    KASSA_HUB_ADMIN_TOKEN: shop.credentials.hubAdminToken,
    KASSA_GATEWAY_TOKEN: shop.credentials.gatewayToken,
  })
  await run('gateway', {
    KASSA_GATEWAY: 'main',
    KASSA_STORE: shop.storeCode,
    KASSA_GATEWAY_TOKEN: shop.credentials.gatewayToken,
  })
  return {
    hubUrl: hub.listening.http ?? '',
    async stop() {
      for (const program of started.toReversed()) await program.stop()
    },
  }
}
