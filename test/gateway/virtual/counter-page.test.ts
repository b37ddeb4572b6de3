import { expect, test } from 'vitest'
import { createVirtualLines } from '#gateway/lines/virtual.ts'
import { createVirtualDevices } from '#gateway/virtual/devices.ts'
import { startDevicePage } from '#gateway/virtual/page.ts'
import { DeviceConfig } from '#shared/contracts/device.ts'

const common = { name: 'A', line: { kind: 'virtual' }, till: 'T1' }
const configs = [
  { ...common, kind: 'card-reader', device: 'reader', reader: 'magstripe', lrc: true },
  { ...common, kind: 'scale', device: 'scale', protocol: 'mettler-8217' },
  { ...common, kind: 'customer-display', device: 'display', profile: 'epson-vfd' },
].map((config) => DeviceConfig.parse(config))

test('the page shows cards, puts goods on the scale, reads the display and pulls cables', async () => {
  const lines = createVirtualLines()
  const virtualDevices = createVirtualDevices({ lines, clock: Date.now })
  for (const config of configs) virtualDevices.ensure(config)
  const page = await startDevicePage({
    host: '127.0.0.1',
    port: 0,
    store: 'UB1',
    gateway: 'main',
    devices: () => configs.map((config) => ({ config, availability: 'online', reason: '' })),
    virtualDevices,
    link: null,
  })
  try {
    const post = async (path: string, body: object) => {
      const answer = await fetch(`${page.url}/devices/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return [answer.status, await answer.json()]
    }
    expect(await post('reader/card', { card: '7001' })).toEqual([200, { heard: false }])
    const line = await lines.open('reader')
    let heard = ''
    line.on('data', (chunk: Buffer) => {
      heard += chunk.toString()
    })
    expect(await post('reader/card', { card: '7001' })).toEqual([200, { heard: true }])
    // ; 7 0 0 1 ? and their check character: 1011 ^ 0111 ^ 0000 ^ 0000 ^ 0001 ^ 1111 = 0010.
    await expect.poll(() => heard).toBe(';7001?2\r')
    expect(await post('scale/weight', { grams: 548, load: 'moving' })).toEqual([
      200,
      { grams: 548, load: 'moving' },
    ])
    const list = await (await fetch(`${page.url}/devices`)).json()
    expect(list).toMatchObject({
      devices: [
        { kind: 'card-reader', detail: 'T1', counter: { fault: 'none' } },
        { kind: 'scale', counter: { fault: 'none', grams: 548, load: 'moving' } },
        { kind: 'customer-display', counter: { lines: [' '.repeat(20), ' '.repeat(20)] } },
      ],
    })
    expect(await post('reader/fault', { fault: 'unplugged' })).toEqual([
      200,
      { fault: 'unplugged' },
    ])
    await expect.poll(() => line.destroyed).toBe(true)
    expect((await post('reader/fault', { fault: 'on fire' }))[0]).toBe(422)
    expect((await post('nowhere/fault', { fault: 'none' }))[0]).toBe(404)
    expect((await post('scale/card', { card: '1' }))[0]).toBe(404)
    const script = await (await fetch(`${page.url}/counter.js`)).text()
    expect(script).toContain('createCounterCard')
  } finally {
    await page.close()
  }
})
