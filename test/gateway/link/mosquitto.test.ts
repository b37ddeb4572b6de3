import { expect, test } from 'vitest'
import { startGatewayApp } from '#gateway/app.ts'
import { textOf } from '#gateway/virtual/paper.ts'
import { openRig, openTestJournal, secrets, sleep, store, until } from '#test/hub/print/rig.ts'
import { startMosquitto } from '#test/support/mosquitto.ts'

test('mosquitto in place of the embedded broker: killed with all it knows, no print is lost or doubled', async () => {
  await using mosquitto = await startMosquitto()
  const journal = await openTestJournal()
  {
    await using rig = await openRig(journal, {}, mosquitto.url)
    const app = startGatewayApp({
      config: { mqttUrl: rig.url(), gateway: 'main', store, token: secrets.gatewayToken },
      clock: Date.now,
      log: { info: () => undefined, warn: () => undefined },
    })
    await until(() => rig.hardware().devices.printerStateOf('T1').state === 'online')
    await rig.printState(await rig.sell(), 'done')
    await mosquitto.kill()
    const whileAway = await rig.sell()
    await mosquitto.start()
    await rig.printState(whileAway, 'done')
    await rig.printState(await rig.sell(), 'done')
    await sleep(300)
    const paper = app.virtualDevices.printer('printer-1')?.receipts().flatMap(textOf).join('\n')
    expect(paper?.match(/UB1-T1-1-000042-7Q/g)).toHaveLength(3)
    expect(paper).not.toContain('DUPLICATE')
    await app.gateway.close()
  }
  await journal.close()
})
