import { type GatewayApp, startGatewayApp } from '#gateway/app.ts'
import type { CableEnd } from '#gateway/virtual/cable-end.ts'
import type { Hardware } from '#hub/devices/hardware.ts'
import { createStatusFeed } from '#hub/live/status-feed.ts'
import { startServing } from '#hub/serve.ts'
import { DeviceConfig } from '#shared/contracts/device.ts'
import { eanCheckDigit } from '#shared/domain/ean.ts'
import { openTestHub, type TestHub } from '#test/hub/open-hub.ts'
import { openRig, type Rig, secrets, store, until } from '#test/hub/print/rig.ts'
import { storeProfile } from '#test/support/feed.ts'

/** A hub with its broker, its tills' live pages and a gateway whose devices are virtual. */
export interface Counter extends AsyncDisposable {
  readonly hub: TestHub
  readonly rig: Rig
  readonly gateway: GatewayApp
  readonly port: number
  /** Sets devices up and waits until they work; `name` is their id. */
  readonly setUp: (devices: readonly object[]) => Promise<void>
  /** A virtual device's end of its cable. */
  readonly end: (device: string) => CableEnd
}

/** Sold by weight, under the store's form of weight labels. */
export const cheese = { id: 9, code: 'C9', name: 'Бяслаг', uom: 'кг', barcode: weightLabel(0) }

/** What a scale's printer puts on a piece of cheese, or of another item. */
export function weightLabel(grams: number, item = '12345'): string {
  const body = `22${item}${String(grams).padStart(5, '0')}`
  return body + eanCheckDigit(body)
}

/** Faults are seen in parts of a second, where a shop waits for twelve. */
const counterTimes = {
  reconnectMinMs: 20,
  reconnectMaxMs: 40,
  gapMs: 30,
  repeatMs: 0,
  staleMs: 60,
  askMs: 20,
  idleMs: 40,
  silentMs: 800,
  lateMs: 200,
}

export async function openCounter(): Promise<Counter> {
  const profile = storeProfile(
    { code: store, name: 'Номын өргөө', labelForms: '22IIIIIWWWWWC' },
    { language: 'en' },
  )
  const box: { hardware: Hardware | null } = { hardware: null }
  const { barcode, ...fields } = cheese
  const hub = await openTestHub({
    profile,
    hardware: () => box.hardware,
    feed: {
      stores: [profile],
      products: [{ ...fields, listPrice: 20_000_00, barcodes: [barcode] }],
      members: [{ id: 5, name: 'Бат-Эрдэнэ Ө.', phone: '99112233', cards: ['7001234'] }],
    },
  })
  const statusFeed = createStatusFeed({ live: hub.live, status: hub.hub.status })
  const rig = await openRig(hub.journal, {
    profile: () => profile,
    onLive: hub.live.publish,
    onPrinterChanged: statusFeed.changed,
    weighMs: 800,
    wayMs: 20_000,
  })
  box.hardware = rig.hardware()
  const { devices } = rig.hardware()
  const serving = await startServing({
    fetch: hub.hub.app.fetch as never,
    host: '127.0.0.1',
    port: 0,
  })
  const gateway = startGatewayApp({
    config: { mqttUrl: rig.url(), gateway: 'main', store, token: secrets.gatewayToken },
    clock: Date.now,
    log: { info: () => undefined, warn: () => undefined },
    printerTimes: { watchMs: 20, waitMs: 20, pollMs: 50, reconnectMinMs: 20, answerMs: 300 },
    counterTimes,
  })
  return {
    hub,
    rig,
    gateway,
    port: serving.port,
    async setUp(wanted) {
      for (const one of wanted) {
        const line = { kind: 'virtual' }
        await devices.put(DeviceConfig.parse({ name: 'device' in one && one.device, line, ...one }))
      }
      const isWell = () => devices.list().every((one) => one.availability?.state === 'online')
      await until(isWell, () => JSON.stringify(devices.list()))
    },
    end(device) {
      const { virtualDevices: at } = gateway
      const end = at.scanner(device) ?? at.cardReader(device) ?? at.display(device)
      const found = end ?? at.scale(device)
      if (found === undefined) throw new Error(`${device} is not plugged in`)
      return found
    },
    async [Symbol.asyncDispose]() {
      statusFeed.stop()
      hub.live.closeAll()
      await gateway.gateway.close()
      await serving.close()
      await rig[Symbol.asyncDispose]()
      await hub[Symbol.asyncDispose]()
    },
  }
}
