import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createJobRunner } from '#gateway/jobs/runner.ts'
import type { Journal } from '#hub/journal/journal.ts'
import { DeviceJob, type JobResult } from '#shared/contracts/device.ts'
import { topics } from '#shared/contracts/topics.ts'
import {
  connectDevice,
  openRig,
  openTestJournal,
  type Rig,
  sleep,
  store,
  until,
} from '#test/hub/print/rig.ts'
import { brokerKinds, onBroker } from '#test/support/broker.ts'
import { createTestTransactor, openTestTerminal, type TerminalFault } from './test-terminal.ts'

/** What must not be done twice, from the hub's row to a terminal at the end of a TCP line. */

/** The long version: KASSA_TEST_BROKER_KILLS=40. */
const KILLS = Number(process.env['KASSA_TEST_BROKER_KILLS'] ?? 1)

let journal: Journal
beforeAll(async () => {
  journal = await openTestJournal()
})
afterAll(() => journal.close())

test('a payment is accepted, tells the cashier what to do, and is done with its approval', async () => {
  await using shop = await open()
  await using gateway = await shop.gateway('a')
  shop.terminal.setFault('holds')
  const id = await shop.pay()
  await shop.hasState(id, 'printing insert the card')
  expect([...new Set(gateway.states())]).toEqual(['accepted', 'printing'])
  await expect(shop.pay()).rejects.toThrow('not ended (printing insert the card)')
  shop.terminal.putCard()
  await shop.hasState(id, 'done')
  expect(shop.prints().transactionOf(id)?.transaction).toEqual({
    request: { amount: '12500' },
    answer: { approval: 'A1' },
  })
  expect(shop.terminal.heard).toEqual(['PAY'])
})

test.each<[TerminalFault, string, number]>([
  ['dies before it hears', 'failed the terminal knows nothing of it', 0],
  ['dies after it booked', 'done', 1],
])('a terminal that %s is asked, and never told to pay again: %s', async (fault, end, booked) => {
  await using shop = await open()
  await using _ = await shop.gateway('a')
  shop.terminal.setFault(fault)
  const id = await shop.pay()
  await until(() => shop.terminal.begins() === 1)
  await shop.hasState(id, end)
  expect([shop.terminal.begins(), shop.terminal.booked.size]).toEqual([1, booked])
  shop.terminal.setFault('none')
  await shop.hasState(await shop.pay(), 'done')
})

test('a gateway that dies after the intent and before the terminal heard of it: nothing is paid', async () => {
  await using shop = await open()
  await using first = await shop.gateway('a', { works: false })
  const id = await shop.pay()
  await until(() => first.jobs.length > 0)
  first.kill()
  await shop.hasState(id, 'unknown the gateway that had it is gone')
  await using second = await shop.gateway('b')
  await shop.hasState(id, 'failed the terminal knows nothing of it')
  expect(second.jobs.map(({ step }) => step)).not.toContain('begin')
  expect(shop.terminal.begins()).toBe(0)
})

test('a gateway that dies while the customer has the card in hand: the next one asks, until it knows', async () => {
  await using shop = await open()
  await using first = await shop.gateway('a')
  shop.terminal.setFault('holds')
  const id = await shop.pay()
  await until(() => shop.terminal.isHeld())
  first.kill()
  await using second = await shop.gateway('b')
  await shop.hasState(id, 'unknown the terminal is still at it')
  shop.terminal.putCard()
  await shop.hasState(id, 'done')
  expect(second.jobs.map(({ step }) => step)).not.toContain('begin')
  expect([shop.terminal.begins(), shop.terminal.booked.size]).toEqual([1, 1])
})

test('a hub that dies in the middle finds the intent in its journal and asks for the end', async () => {
  await using shop = await open()
  await using gateway = await shop.gateway('a')
  shop.terminal.setFault('holds')
  const id = await shop.pay()
  await until(() => shop.terminal.isHeld())
  await shop.rig.stopHub()
  // Its end is told to nobody.
  shop.terminal.putCard()
  await until(() => gateway.states().at(-1) === 'done')
  await shop.rig.startHub()
  await shop.hasState(id, 'done')
  expect(shop.prints().transactionOf(id)?.transaction?.answer).toEqual({ approval: 'A1' })
  expect(shop.terminal.begins()).toBe(1)
})

test('a cancelled payment ends as the terminal says, and so does one past its time', async () => {
  await using shop = await open()
  await using gateway = await shop.gateway('a')
  shop.terminal.setFault('holds')
  const cancelled = await shop.pay()
  await until(() => shop.terminal.isHeld())
  shop.prints().cancelTransaction(cancelled)
  await shop.hasState(cancelled, 'failed cancelled at the terminal')
  gateway.leave(100)
  await shop.hasState(await shop.pay(), 'failed cancelled at the terminal')
  expect(shop.terminal.heard).toEqual(['PAY', 'STOP', 'PAY', 'STOP'])
  expect(() => shop.prints().cancelTransaction(cancelled)).toThrow('is not open')
})

test('a terminal that never answers leaves it unknown, through a restart, until a person decides', async () => {
  await using shop = await open()
  await using gateway = await shop.gateway('a')
  gateway.leave(100)
  shop.terminal.setFault('deaf')
  const id = await shop.pay()
  await shop.hasState(id, 'unknown the device did not end it in time')
  await shop.rig.stopHub()
  await shop.rig.startHub()
  await until(() => shop.terminal.heard.includes('ASK'))
  await expect(shop.pay()).rejects.toThrow(/unavailable|not ended|no gateway holds/)
  shop.prints().decideTransaction(id, 'failed', 'the slip says declined')
  await shop.hasState(id, 'failed decided by hand: the slip says declined')
  expect(shop.terminal.begins()).toBe(1)
})

test('with no gateway there is no payment, and one that waited too long is not begun', async () => {
  await using shop = await open()
  await expect(shop.pay()).rejects.toThrow('no gateway holds device printer-1: nothing was begun')
  await using gateway = await shop.gateway('a', { works: false })
  const id = await shop.pay()
  await until(() => gateway.jobs.length > 0)
  gateway.leave(0)
  gateway.work()
  await shop.hasState(id, 'failed it came too late')
  expect(shop.terminal.heard).toEqual([])
})

describe.each(brokerKinds)('a payment while %s dies', (kind) => {
  onBroker(kind)

  test('is begun once, and its end is heard after it', {
    timeout: 30_000 + KILLS * 5000,
  }, async () => {
    await using shop = await open()
    await using gateway = await shop.gateway('a')
    shop.terminal.setFault('holds')
    // The terminal books it, and nobody can be told.
    const id = await shop.pay()
    await until(() => shop.terminal.isHeld())
    await shop.rig.broker.stop()
    shop.terminal.putCard()
    await until(() => gateway.states().at(-1) === 'done')
    await shop.rig.broker.start()
    await shop.hasState(id, 'done')
    for (let kill = 1; kill < KILLS; kill += 1) {
      const online = () =>
        shop.rig.hardware().devices.get('printer-1')?.availability?.session === 'a'
      await until(online)
      const next = await shop.pay()
      const customer = setInterval(shop.terminal.putCard, Math.random() * 60)
      await sleep(Math.random() * 30)
      await shop.rig.broker.stop()
      await sleep(Math.random() * 60)
      await shop.rig.broker.start()
      await shop.hasState(next, 'done')
      clearInterval(customer)
    }
    expect([shop.terminal.begins(), shop.terminal.booked.size]).toEqual([KILLS, KILLS])
  })
})

type TransactionJob = Extract<DeviceJob, { kind: 'transaction' }>

async function open() {
  const rig = await openRig(journal, { times: { resendMinMs: 30, resendMaxMs: 120 } })
  const terminal = await openTestTerminal()
  const prints = () => rig.hardware().prints
  return {
    rig,
    terminal,
    prints,
    gateway: (session: string, options: { readonly works?: boolean } = {}) =>
      openGateway(rig, terminal.port, session, options.works ?? true),
    async pay(): Promise<string> {
      const wish = { till: 'T1', device: 'printer-1', request: { amount: '12500' }, forMs: 60_000 }
      const { id } = await prints().transact(wish)
      // Durable before anybody was told of it.
      expect(journal.read('SELECT kind FROM print_job WHERE id = ?', [id])).toHaveLength(1)
      return id
    },
    async hasState(id: string, wanted: string) {
      const now = () => {
        const { state = '', reason = '' } = prints().transactionOf(id) ?? {}
        return `${state} ${reason}`.trim()
      }
      await until(
        () => now() === wanted,
        () => `${wanted}, not ${now()}`,
      )
    },
    async [Symbol.asyncDispose]() {
      await rig[Symbol.asyncDispose]()
      await terminal[Symbol.asyncDispose]()
    },
  }
}

/** The gateway's own runner behind a device's connection, and the power switch of its process. */
async function openGateway(rig: Rig, port: number, session: string, works: boolean) {
  const device = await connectDevice(rig, 'printer-1', session)
  const died = new AbortController()
  const results: JobResult[] = []
  const jobs: TransactionJob[] = []
  let leftMs: number | null = null
  const runner = createJobRunner({
    session,
    clock: () => (leftMs === null ? Date.now() : (jobs.at(-1)?.expiresAt ?? 0) - leftMs),
    log: { warn: () => undefined },
    transactionTimes: { graceMs: 200, askMs: 80 },
    publish(result) {
      if (died.signal.aborted) return
      results.push(result)
      // As the gateway's link: what it could not say is asked for.
      if (!device.client.connected) return
      device.client.publish(topics.result(store, 'printer-1'), JSON.stringify(result), { qos: 1 })
    },
  })
  device.client.on('connect', () => device.online())
  const work = () => runner.setLinked(true)
  runner.setPrinter({ transactor: createTestTransactor(port, died.signal) })
  if (works) work()
  device.client.on('message', (topic, payload) => {
    const job = DeviceJob.parse(JSON.parse(payload.toString()))
    if (!topic.endsWith('/job') || job.kind !== 'transaction') return
    jobs.push(job)
    runner.take(job)
  })
  await until(() => rig.hardware().devices.get('printer-1')?.availability?.session === session)
  return {
    jobs,
    work,
    states: () => results.map(({ state }) => state),
    /** So much time is left of a payment as it comes, whatever the machine took to bring it. */
    leave(ms: number) {
      leftMs = ms
    },
    kill() {
      died.abort()
      device.kill()
    },
    async [Symbol.asyncDispose]() {
      died.abort()
      await device[Symbol.asyncDispose]()
    },
  }
}
