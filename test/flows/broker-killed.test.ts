import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tillVerifier } from '#hub/mqtt/mosquitto-hash.ts'
import { demoDevices } from '#hub/packaging/one-box/demo-devices.ts'
import { type Program, startProgram } from '#hub/packaging/one-box/program.ts'
import { hashSecret, newToken } from '#hub/tills/secrets.ts'
import type { Saved } from '#shared/contracts/till.ts'
import { openTestBroker, type TestBroker } from '../support/broker.ts'
import { openMqttTill, saleOverMqtt } from '../support/mqtt-till.ts'
import { type OpenTill, openShop, type Shop, until } from '../support/shop.ts'
import { newId } from '../support/till-client.ts'
import {
  expectOneKick,
  kickIsDone,
  markedOf,
  openPaper,
  type Paper,
  putPrinter,
  type Seller,
  sellUntil,
  soonAfter,
  untilPrinted,
} from './printing-shop.ts'
import { again } from './value-shop.ts'

/** Of each broker. The long version: KASSA_TEST_BROKER_KILLS=40. */
const KILLS = Number(process.env['KASSA_TEST_BROKER_KILLS'] ?? 1)
/** The long version: KASSA_TEST_PRINT_POWER_CUTS=40. */
const POWER_CUTS = Number(process.env['KASSA_TEST_PRINT_POWER_CUTS'] ?? 1)

/**
 * The printer stands on a socket of this process and sees every byte, so its paper counts what came
 * out, whatever happens to hub, broker and gateway.
 */
describe('while receipts and kicks flow', () => {
  let shop: Shop
  let paper: Paper
  let till: OpenTill
  let other: OpenTill
  let sold: Pick<Seller, 'productId' | 'total'>
  beforeAll(async () => {
    shop = await openShop()
    paper = await openPaper()
    await putPrinter(shop, { kind: 'tcp', host: '127.0.0.1', port: paper.port })
    till = await shop.openTill()
    other = await shop.openTill('till over MQTT')
    const [product] = await till.client.products('text=ном&limit=1')
    const productId = product?.id ?? 0
    const lines = [{ id: 'a', productId, quantity: 1000 }]
    sold = { productId, total: (await till.client.quote({ lines })).priced.total }
    await untilPrinted(till.client, [])
  }, 120_000)
  afterAll(async () => {
    await paper?.[Symbol.asyncDispose]()
    await shop?.[Symbol.asyncDispose]()
  })

  test('the hub dies with its aedes: each receipt and each kick comes out once, and none is marked', {
    timeout: 60_000 + KILLS * 10_000,
  }, async () => {
    const saved = await sellWhile(shop.hubUrl, async () => {
      for (let kill = 0; kill < KILLS; kill += 1) {
        await soonAfter(paper)
        await shop.program('hub').kill('SIGKILL')
        await shop.restart('hub')
      }
    })
    await untilPrinted(till.client, saved)
    expectOncePlain(saved)
  })

  test('hub and gateway die together: no receipt is missing, and of its papers all but the first are marked', {
    timeout: 60_000 + POWER_CUTS * 15_000,
  }, async () => {
    const saved = await sellWhile(shop.hubUrl, async () => {
      for (let cut = 0; cut < POWER_CUTS; cut += 1) {
        await soonAfter(paper)
        await Promise.all([
          shop.program('hub').kill('SIGKILL'),
          shop.program('gateway').kill('SIGKILL'),
        ])
        await shop.restart('hub')
        await shop.restart('gateway')
      }
    })
    await untilPrinted(till.client, saved)
    // The one in work, and one before it whose end was not written yet; what waited had not begun.
    expect(markedOf(paper, saved).length).toBeLessThanOrEqual(2 * POWER_CUTS)
  })

  test('mosquitto dies, by the settings that are made for it: the same holds, also for a till that speaks only MQTT', {
    timeout: 60_000 + KILLS * 10_000,
  }, async () => {
    await shop.program('gateway').stop()
    await shop.program('hub').stop()
    const hubPassword = newToken()
    await using mosquitto = await openMosquitto(shop, hubPassword, [other])
    const programs = await startOn(shop, mosquitto, hubPassword)
    try {
      till.client.setUrl(programs.hubUrl)
      await untilPrinted(till.client, [])
      const { token } = other.client
      const address = { url: mosquitto.url, store: shop.storeCode, till: other.client.till, token }
      const mqtt = await openMqttTill(address, { answerMs: 1000 })
      const overMqtt: Saved[] = []
      const saved = await sellWhile(
        programs.hubUrl,
        async () => {
          for (let kill = 0; kill < KILLS; kill += 1) {
            await soonAfter(paper)
            await mosquitto.stop()
            await sleep(Math.random() * 300)
            const before = overMqtt.length
            await mosquitto.start()
            await until('the other till sells on', async () => overMqtt.length > before + 1)
          }
        },
        async (isOver) => {
          const { shiftId } = other
          const sell = (sale: Parameters<Seller['sell']>[0]) => saleOverMqtt(mqtt, sale, 60_000)
          await sellUntil(
            isOver,
            { ...sold, shiftId, pays: 'card', sell },
            paper,
            async (answer) => {
              overMqtt.push(answer)
            },
          )
        },
      )
      const kicks = paper.kicks()
      const [once, after] = [newId(), newId()]
      for (const id of [once, once, after])
        expect(await again(() => mqtt.ask('POST', '/drawer', { id }))).toMatchObject({
          status: 202,
        })
      // The last kick is the second one: the same id opened the drawer once.
      await until('both kicks came', async () => paper.kicks() > kicks + 1)
      await until('the last is done', () => kickIsDone(shop, programs.hubUrl, after))
      expect(paper.kicks()).toBe(kicks + 2)
      await mqtt.close()
      const all = [...saved, ...overMqtt]
      await untilPrinted(till.client, all)
      expect(new Set(all.map(({ receipt }) => receipt?.number)).size).toBe(all.length)
      expectOncePlain(all)
    } finally {
      await programs.stop()
    }
  })

  /** A till that takes cash sells for as long as `doing` takes, and another one beside it. */
  async function sellWhile(
    hubUrl: string,
    doing: () => Promise<void>,
    beside: (isOver: () => boolean) => Promise<void> = async () => undefined,
  ): Promise<readonly Saved[]> {
    const { client, shiftId } = till
    let isOver = false
    const sell: Seller['sell'] = (sale) => client.sellUntilSaved(sale, 60_000)
    const selling = sellUntil(
      () => isOver,
      { ...sold, shiftId, pays: 'cash', sell },
      paper,
      (saved, kicks) => expectOneKick(shop, hubUrl, saved, paper, kicks),
    )
    const others = beside(() => isOver)
    try {
      await Promise.race([doing(), selling])
    } finally {
      isOver = true
      await Promise.allSettled([selling, others])
    }
    await others
    return selling
  }

  function expectOncePlain(saved: readonly Saved[]): void {
    expect(markedOf(paper, saved)).toEqual([])
    const roll = paper.receipts().join('\n')
    const copies = saved.map(({ receipt }) => roll.split(receipt?.number ?? '?').length - 1)
    expect(copies.filter((count) => count !== 1)).toEqual([])
  }
})

/** By the same settings as `npm run mosquitto` writes. */
function openMosquitto(
  shop: Shop,
  hubPassword: string,
  tills: readonly OpenTill[],
): Promise<TestBroker> {
  const { gatewayToken } = shop.credentials
  const secret = readFileSync(join(shop.dataDir, 'hub', 'mqtt-secret'), 'utf8').trim()
  return openTestBroker({
    kind: 'mosquitto',
    store: () => shop.storeCode,
    secrets: () => ({ hubPassword, gatewayToken, secret, isTill: () => false }),
    users: () => ({
      gateways: ['main'],
      devices: demoDevices.map(({ device }) => device),
      tills: tills.map(({ client: { till: code, token } }) => {
        const tokenHash = hashSecret(token)
        return { code, tokenHash, mqttVerifier: tillVerifier(token, tokenHash) }
      }),
    }),
  })
}

/** The same hub and gateway on another broker. */
async function startOn(shop: Shop, { url }: TestBroker, hubPassword: string) {
  const started: Program[] = []
  const run = async (name: 'hub' | 'gateway', env: Record<string, string>) => {
    const command = [process.execPath, `dist/${name}/main.js`]
    const program = await startProgram(name, { ...env, KASSA_MQTT_URL: url }, { command })
    started.push(program)
    return program
  }
  const hub = await run('hub', {
    KASSA_DATA: shop.dataDir,
    KASSA_HUB_PORT: '0',
    KASSA_MQTT_PASSWORD: hubPassword,
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
