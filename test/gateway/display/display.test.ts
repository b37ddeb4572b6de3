import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { createDisplayDriver } from '#gateway/display/display-driver.ts'
import { type DisplayConfig, showBytes, startBytes } from '#gateway/display/encode.ts'
import { latinOf } from '#gateway/display/latin.ts'
import { createCable } from '#gateway/lines/virtual.ts'
import type { DeviceHealth, Driver } from '#gateway/link/device.ts'
import { createVirtualDisplay } from '#gateway/virtual/display.ts'
import { DeviceConfig, type DeviceJob } from '#shared/contracts/device.ts'
import { newId, until } from '#test/hub/print/rig.ts'

let driver: Driver | undefined
afterEach(() => driver?.close())

const line = (left: string, right = '') => ({ left, right })
const models = [config({}), config({ profile: 'epson-vfd' })]

test.each(models)('a $profile shows both lines, twenty characters each, in any chunks', (model) => {
  const text = fc.string({ unit: fc.integer({ min: 32, max: 126 }).map(letter), maxLength: 25 })
  fc.assert(
    fc.property(text, text, fc.array(fc.integer({ min: 1, max: 9 })), (upper, lower, cuts) => {
      const display = createVirtualDisplay(model, () => undefined)
      const show = showBytes(model, [line('before it', '9,999'), line('something longer', '1')])
      const next = showBytes(model, [line(upper), line('Total', lower.slice(0, 20))])
      let at = 0
      const bytes = Buffer.concat([startBytes(model), show, next])
      for (const size of [...cuts, bytes.length]) {
        display.hear(bytes.subarray(at, at + size))
        at += size
      }
      const right = lower.slice(0, 20)
      const room = right === '' ? 20 : Math.max(0, 19 - right.length)
      expect(display.lines()).toEqual([
        upper.slice(0, 20).padEnd(20),
        'Total'.slice(0, room).padEnd(20 - right.length) + right,
      ])
      expect(display.strays()).toBe(0)
    }),
    { numRuns: 40 },
  )
})

test('letters are the page’s, then what looks like them, then Latin ones', () => {
  const shown = (model: DisplayConfig, left: string) => {
    const display = createVirtualDisplay(model, () => undefined)
    display.hear(Buffer.concat([startBytes(model), showBytes(model, [line(left), line('')])]))
    return display.lines()[0].trimEnd()
  }
  const page = (name: string) => config({ codePage: { page: name, number: 7 } })
  expect(shown(page('rk1048'), 'Өдрийн үлгэр')).toBe('Өдрийн үлгэр')
  expect(shown(page('cp866'), 'Өдрийн үлгэр')).toBe('Одрийн улгэр')
  expect(shown(config({}), 'Өдрийн үлгэр')).toBe('Odriin ulger')
  expect(shown(config({}), 'Șapte țări «ó» ₮ 1\u00a0250')).toBe('Sapte tari "o" T 1 2')
  // Control characters would be commands.
  expect(shown(config({}), 'a\u001b@b\r\u000cc漢')).toBe('a?@b??c?')
  expect(latinOf('Щ')).toBe('Sh')
})

test('the amount on the right is whole where the name is too long for its letters', () => {
  const display = createVirtualDisplay(config({}), () => undefined)
  const show = showBytes(config({}), [line('Хүүхдийн шинэ ном', '12\u00a0500'), line('', '')])
  display.hear(Buffer.concat([startBytes(config({})), show]))
  expect(display.lines()).toEqual(['Khuukhdiin sh 12 500', ' '.repeat(20)])
})

test('the last text wins, and is gone when it has expired', async () => {
  let now = Date.now()
  const rig = await start({ clock: () => now })
  for (let i = 0; i < 500; i += 1) rig.show(String(i), 60_000)
  await until(() => rig.display.lines()[0].trim() === '499')
  // A slow line gets the newest, not all of them.
  expect(rig.texts.size).toBeLessThan(20)
  rig.show('short', 40)
  await until(() => rig.display.lines()[0].trim() === 'short')
  now += 40
  await until(() => rig.display.lines().join('').trim() === '')
})

test('a display that was away shows the newest text, and none that has expired', async () => {
  const rig = await start()
  rig.show('seen', 60_000)
  await until(() => rig.display.lines()[0].trim() === 'seen')
  rig.display.setFault('unplugged')
  await until(() => rig.healths.at(-1)?.availability === 'offline')
  expect(rig.healths.at(-1)?.reason).toBe('the line was closed')
  rig.show('old', 30)
  rig.texts.clear()
  await new Promise((resolve) => setTimeout(resolve, 60))
  rig.display.setFault('none')
  await until(() => rig.healths.at(-1)?.availability === 'online')
  await until(() => rig.display.lines().join('').trim() === '')
  rig.display.setFault('unplugged')
  rig.show('new', 60_000)
  rig.display.setFault('none')
  await until(() => rig.display.lines()[0].trim() === 'new')
  expect([...rig.texts].filter((text) => text.startsWith('old'))).toEqual([])
})

test('a display that takes no bytes is offline, and says for how long', async () => {
  const rig = await start({ isStuck: true })
  await until(() => rig.healths.at(-1)?.availability === 'offline')
  expect(rig.healths.at(-1)?.reason).toBe('the display took no bytes for 0.05 s')
})

async function start({ isStuck = false, clock = Date.now } = {}) {
  const model = config({})
  const texts = new Set<string>()
  const healths: DeviceHealth[] = []
  const display = createVirtualDisplay(model, () => texts.add(display.lines()[0]))
  driver = createDisplayDriver(
    {
      async openLine() {
        const [near, far] = createCable()
        if (isStuck) {
          // Flow control holds the line: what is written waits for ever.
          near._write = () => undefined
          far.on('error', () => undefined)
        } else display.attach(far)
        near.on('error', () => undefined)
        return near
      },
      clock,
      log: { warn: () => undefined },
      times: { reconnectMinMs: 10, reconnectMaxMs: 20 },
      stuckMs: isStuck ? 50 : 5000,
    },
    {
      health: (health) => healths.push(health),
      event: () => undefined,
      result: () => undefined,
    },
  )
  await driver.configure(model)
  if (!isStuck) await until(() => healths.at(-1)?.availability === 'online')
  return {
    display,
    healths,
    texts,
    show(text: string, forMs: number) {
      const job: DeviceJob = {
        kind: 'show',
        jobId: newId(),
        attempt: 1,
        lines: [line(text), line('Total', '1')],
        expiresAt: clock() + forMs,
      }
      driver?.take(job)
    },
  }
}

function config(more: object): DisplayConfig {
  const parsed = DeviceConfig.parse({
    kind: 'customer-display',
    device: 'display-1',
    name: 'Display',
    line: { kind: 'virtual' },
    till: 'T1',
    profile: 'cd5220',
    ...more,
  })
  if (parsed.kind !== 'customer-display') throw new Error('unreachable')
  return parsed
}

function letter(code: number): string {
  return String.fromCharCode(code)
}
