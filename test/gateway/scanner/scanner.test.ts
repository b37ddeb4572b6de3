import type { Duplex } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import { createCable } from '#gateway/lines/virtual.ts'
import { type Scanner, type ScannerHealth, startScanner } from '#gateway/scanner/scanner.ts'
import type { DeviceEvent } from '#shared/contracts/device.ts'

let scanner: Scanner | undefined
afterEach(() => scanner?.close())

test('a code held under the beam is one code within 300 ms, and two after', async () => {
  const rig = start()
  await rig.write('123456\r')
  rig.now += 100
  await rig.write('123456\r')
  rig.now += 150
  await rig.write('123456\r')
  expect(rig.events).toHaveLength(1)
  rig.now += 300
  await rig.write('123456\r')
  expect(rig.events).toHaveLength(2)
})

test('another code is another scan at once', async () => {
  const rig = start()
  await rig.write('111111\r222222\r111111\r')
  expect(rig.events.map((event) => event.kind === 'barcode.scanned' && event.data)).toEqual([
    '111111',
    '222222',
    '111111',
  ])
})

test('silence on the line ends a code without a suffix', async () => {
  const rig = start()
  await rig.write('5901234')
  await rig.write('123457')
  await expect.poll(() => rig.events).toMatchObject([{ data: '5901234123457' }])
})

test('a scanner that is pulled out comes back on a new line, and no half code with it', async () => {
  const rig = start()
  await rig.write('1\r')
  await rig.write('half')
  rig.cable()?.destroy()
  await expect
    .poll(() => rig.health.map(({ availability }) => availability))
    .toEqual(['online', 'offline', 'online'])
  await rig.write('whole\r')
  await expect
    .poll(() => rig.events.map((event) => event.kind === 'barcode.scanned' && event.data))
    .toEqual(['1', 'whole'])
})

test('a line that cannot be opened is tried again, and the reason is known', async () => {
  const rig = start({ failures: 3 })
  await expect
    .poll(() => rig.health)
    .toEqual([
      { availability: 'offline', reason: 'no such file' },
      { availability: 'offline', reason: 'no such file' },
      { availability: 'offline', reason: 'no such file' },
      { availability: 'online', reason: '' },
    ])
})

test('a payment card is told as an event without its number', async () => {
  const rig = start()
  await rig.write('4111111111111111\r')
  expect(rig.events).toEqual([{ kind: 'card.refused', at: rig.now }])
})

function start({ failures = 0 } = {}) {
  let left = failures
  let far: Duplex | undefined
  const rig = {
    now: 1_000_000,
    events: [] as DeviceEvent[],
    health: [] as ScannerHealth[],
    cable: () => far,
    async write(text: string) {
      await expect.poll(() => far?.destroyed).toBe(false)
      far?.write(text)
      await new Promise((resolve) => {
        setTimeout(resolve, 5)
      })
    },
  }
  scanner = startScanner({
    config: {
      kind: 'barcode-scanner',
      device: 'scanner-1',
      name: 'Scanner',
      line: { kind: 'virtual' },
      till: 'T1',
    },
    async openLine() {
      if (left > 0) {
        left -= 1
        throw new Error('no such file')
      }
      const [near, end] = createCable()
      far = end
      end.on('error', () => undefined)
      end.resume()
      return near
    },
    clock: () => rig.now,
    onHealth: (health) => rig.health.push(health),
    onEvent: (event) => rig.events.push(event),
    log: { warn: () => undefined },
    times: { gapMs: 30, reconnectMinMs: 10, reconnectMaxMs: 20 },
  })
  return rig
}
