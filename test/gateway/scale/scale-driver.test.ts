import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import { createCable } from '#gateway/lines/virtual.ts'
import type { DeviceHealth, Driver } from '#gateway/link/device.ts'
import { createScaleDriver } from '#gateway/scale/scale-driver.ts'
import { createVirtualScale } from '#gateway/virtual/scale.ts'
import { DeviceConfig, type JobResult } from '#shared/contracts/device.ts'
import { newId, sleep, until } from '#test/hub/print/rig.ts'

let driver: Driver | undefined
afterEach(() => driver?.close())

test('a weight is given once the scale stands still', async () => {
  const rig = await start()
  rig.scale.put(548, 'moving')
  const weighing = rig.weigh(30_000)
  setTimeout(() => rig.scale.put(1250), 60)
  expect(await weighing).toMatchObject({ state: 'done', weight: 1250 })
})

test.each([
  ['motion', (rig: Rig) => rig.scale.put(548, 'moving')],
  ['over', (rig: Rig) => rig.scale.put(548, 'over')],
  ['under', (rig: Rig) => rig.scale.put(548, 'under')],
  ['zero', (rig: Rig) => rig.scale.put(0)],
] as const)('what never stands still fails at its time with the reason: %s', async (fault, put) => {
  const rig = await start()
  put(rig)
  expect(await rig.weigh(80)).toMatchObject({ state: 'failed', reason: fault })
  rig.scale.put(300)
  expect(await rig.weigh(30_000)).toMatchObject({ state: 'done', weight: 300 })
})

test.each(['silent', 'unplugged', 'garbage', 'half'] as const)(
  'a scale that is %s gives no weight, is offline with the reason, and comes back',
  async (fault) => {
    const rig = await start()
    rig.scale.put(548)
    rig.scale.setFault(fault)
    const result = await rig.weigh(80)
    expect(result).toMatchObject({ state: 'failed' })
    expect(result.weight).toBeUndefined()
    await until(() => rig.healths.at(-1)?.availability === 'offline')
    expect(rig.healths.at(-1)?.reason).toBe(
      fault === 'unplugged' ? 'the line was closed' : 'no answer for 1 s: is it switched on?',
    )
    rig.scale.setFault('none')
    await until(() => rig.healths.at(-1)?.availability === 'online')
    expect(await rig.weigh(30_000)).toMatchObject({ state: 'done', weight: 548 })
  },
)

test('a slow line brings whole answers, and never that of an earlier customer', async () => {
  const rig = await start({ askMs: 100, lateMs: 2000 })
  rig.scale.setFault('slow')
  rig.scale.put(548)
  // A question of before is on its way back while the goods on the plate change.
  const before = rig.scale.asked()
  await until(() => rig.scale.asked() > before)
  rig.scale.put(1250)
  expect(await rig.weigh(30_000)).toMatchObject({ state: 'done', weight: 1250 })
})

test('an answer that is later than any should be is still not for who asks after it', async () => {
  const rig = await start({ lateMs: 1 })
  rig.scale.put(548)
  const earlier = rig.scale.answer()
  rig.scale.setFault('silent')
  await once(rig.far(), 'data')
  await sleep(5)
  // The machine stood still: the question is heard before the bytes that lie on the line.
  const weighing = rig.weigh(30_000)
  rig.far().write(earlier)
  rig.scale.put(1250)
  rig.scale.setFault('none')
  expect(await weighing).toMatchObject({ state: 'done', weight: 1250 })
})

test('a second question takes the place of the first, and the first has its answer', async () => {
  const rig = await start()
  rig.scale.put(1, 'moving')
  const first = rig.weigh(30_000)
  const second = rig.weigh(30_000)
  expect(await first).toMatchObject({ state: 'failed', reason: 'motion' })
  rig.scale.put(700)
  expect(await second).toMatchObject({ state: 'done', weight: 700 })
})

type Rig = Awaited<ReturnType<typeof start>>

async function start(times: object = {}) {
  const scale = createVirtualScale(() => undefined)
  const healths: DeviceHealth[] = []
  let end: Duplex | undefined
  const results = new Map<string, (result: JobResult) => void>()
  driver = createScaleDriver(
    {
      session: 's',
      async openLine() {
        const [near, far] = createCable()
        near.on('error', () => undefined)
        scale.attach(far)
        end = far
        return near
      },
      clock: Date.now,
      log: { warn: () => undefined },
      times: {
        askMs: 10,
        idleMs: 30,
        silentMs: 150,
        lateMs: 40,
        reconnectMinMs: 10,
        reconnectMaxMs: 20,
        ...times,
      },
    },
    {
      health: (health) => healths.push(health),
      event: () => undefined,
      result: (result) => results.get(result.jobId)?.(result),
    },
  )
  await driver.configure(
    DeviceConfig.parse({
      kind: 'scale',
      device: 'scale-1',
      name: 'Scale',
      line: { kind: 'virtual' },
      till: 'T1',
      protocol: 'mettler-8217',
    }),
  )
  await until(() => healths.at(-1)?.availability === 'online')
  return {
    scale,
    healths,
    far() {
      if (end === undefined) throw new Error('no line was opened')
      return end
    },
    weigh(forMs: number): Promise<JobResult> {
      const jobId = newId()
      return new Promise((resolve) => {
        results.set(jobId, resolve)
        driver?.take({ kind: 'weigh', jobId, attempt: 1, expiresAt: Date.now() + forMs })
      })
    },
  }
}
