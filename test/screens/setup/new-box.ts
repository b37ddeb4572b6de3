import { type GatewayApp, type GatewayAppDeps, startGatewayApp } from '#gateway/app.ts'
import type { Hardware } from '#hub/devices/hardware.ts'
import { startServing } from '#hub/serve.ts'
import { openTestHub, type TestHub } from '#test/hub/open-hub.ts'
import { openRig, type Rig, secrets, store } from '#test/hub/print/rig.ts'
import { screenHost } from '#test/support/browser.ts'
import { storeProfile } from '#test/support/feed.ts'

/** A claimed box on which nothing is set up, its broker, and a gateway beside it. */
export interface NewBox extends AsyncDisposable {
  readonly hub: TestHub
  readonly rig: Rig
  readonly setupUrl: string
  readonly gateway: () => GatewayApp
  /** Another program on another box takes the gateway's place, and knows nothing. */
  readonly replaceGateway: () => Promise<void>
}

export async function openNewBox(finding: GatewayAppDeps['finding'] = {}): Promise<NewBox> {
  const profile = storeProfile({ code: store, name: 'Номын өргөө' }, { language: 'mn' })
  const box: { hardware: Hardware | null } = { hardware: null }
  const hub = await openTestHub({ profile, hardware: () => box.hardware })
  const rig = await openRig(hub.journal, { profile: () => profile })
  await rig.hardware().devices.remove('printer-1')
  box.hardware = rig.hardware()
  const serving = await startServing({
    fetch: hub.hub.app.fetch as never,
    host: '127.0.0.1',
    port: 0,
  })
  const start = () =>
    startGatewayApp({
      config: {
        mqttUrl: rig.url(),
        gateway: 'main',
        store,
        token: secrets.gatewayToken,
        devicePagePort: 0,
      },
      clock: Date.now,
      log: { info: () => undefined, warn: () => undefined },
      printerTimes: { watchMs: 20, waitMs: 20, pollMs: 50, reconnectMinMs: 20, answerMs: 300 },
      finding: { lookMs: 100, ...finding },
    })
  let gateway = start()
  return {
    hub,
    rig,
    setupUrl: `http://${screenHost}:${serving.port}/setup`,
    gateway: () => gateway,
    async replaceGateway() {
      await gateway.gateway.close()
      gateway = start()
    },
    async [Symbol.asyncDispose]() {
      await gateway.gateway.close()
      await serving.close()
      await rig[Symbol.asyncDispose]()
      await hub[Symbol.asyncDispose]()
    },
  }
}
