import { join } from 'node:path'
import { z } from 'zod'
import { openLink } from '#hub/packaging/one-box/link.ts'
import { startProgram } from '#hub/packaging/one-box/program.ts'
import { type OpenTill, type Shop, until } from '../support/shop.ts'
import { pairTill } from '../support/till-client.ts'

/** Another store of the shop's company: a hub of its own, behind a line of its own. */
export interface SecondStore extends AsyncDisposable {
  readonly url: string
  readonly till: OpenTill
  readonly pairingCode: () => Promise<string>
  readonly setCut: (cut: boolean) => void
  /** SIGKILL, and a start on the same disk and port. */
  readonly killAndStart: () => Promise<void>
}

export async function openSecondStore(shop: Shop, code: string): Promise<SecondStore> {
  const Stores = z.object({ items: z.array(z.object({ id: z.int(), code: z.string() })) })
  const { items } = Stores.parse(await (await shop.cloud('/v1/stores?limit=200')).json())
  const storeId = items.find((store) => store.code === code)?.id
  const body = JSON.stringify({ storeId })
  const made = await shop.cloud('/v1/hubs/codes', { method: 'POST', body })
  const claim = z.object({ code: z.string() }).parse(await made.json())
  const link = await openLink({ cloudUrl: shop.cloudUrl })
  const start = (port: string) =>
    startProgram(
      'hub',
      {
        KASSA_DATA: join(shop.dataDir, code),
        KASSA_HUB_PORT: port,
        KASSA_MQTT_PORT: '0',
        KASSA_CLOUD_URL: link.url,
        KASSA_HUB_ADMIN_TOKEN: shop.credentials.hubAdminToken,
        KASSA_CLAIM_CODE: claim.code,
      },
      { command: [process.execPath, 'dist/hub/main.js'] },
    )
  let program = await start('0')
  const url = program.listening.http ?? ''
  const Health = z.object({ selling: z.boolean() })
  await until(
    'the second store sells',
    async () => Health.parse(await (await fetch(`${url}/v1/health`)).json()).selling,
    60_000,
  )
  const headers = {
    authorization: `Bearer ${shop.credentials.hubAdminToken}`,
    'content-type': 'application/json',
  }
  const pairingCode = async () => {
    const answer = await fetch(`${url}/v1/pairing-codes`, { method: 'POST', headers, body: '{}' })
    return z.object({ code: z.string() }).parse(await answer.json()).code
  }
  const client = await pairTill(url, await pairingCode(), 'till of the other store')
  await client.signIn(shop.credentials.pins.manager)
  const { id: shiftId } = await client.openShift(0)
  return {
    url,
    till: { client, shiftId },
    pairingCode,
    setCut: link.setCut,
    async killAndStart() {
      await program.kill('SIGKILL')
      program = await start(new URL(url).port)
    },
    async [Symbol.asyncDispose]() {
      await program.kill('SIGKILL')
      await link.close()
    },
  }
}
